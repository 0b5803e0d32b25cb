extension DossierEvent {
    /// The configuration was changed: a new version of it is in force (CFG-01, AUD-01).
    ///
    /// What it says now, and why, is kept beside the chain under the version's number; the event proves both.
    public struct ConfigurationChanged: Hashable, Codable, Sendable {
        /// What was done.
        public enum Act: String, Codable, Sendable, CaseIterable {
            /// A whole folder or document took its place.
            case loaded
            /// Things in it were changed.
            case changed
            /// An earlier version was put back.
            case restored
        }

        /// What was done.
        public let act: Act
        /// SHA-256 of the canonical JSON document, in lower-case hexadecimal.
        public let document: String
        /// SHA-256 of the reason as it was given; `nil` where none was.
        public let reason: String?
        /// The new version.
        public let version: Int

        /// A change of the configuration.
        public init(act: Act, document: String, reason: String?, version: Int) {
            self.act = act
            self.document = document
            self.reason = reason
            self.version = version
        }
    }

    /// What stands in events of the configuration where others name their dossier, which no dossier is called.
    public static let configurationRecord = DossierID("configuration")
}

extension DossierEvent.ConfigurationChanged: Record {
    package func writeFields(to record: inout RecordWriter) {
        record.write("act", act)
        record.write("document", document)
        record.write("reason", reason)
        record.write("version", version)
    }

    package init(fieldsOf record: inout RecordReader) throws(RecordError) {
        act = try record.read("act")
        document = try record.read("document")
        reason = try record.readIfPresent("reason")
        version = try record.read("version")
    }
}

extension DossierEvent.ConfigurationChanged.Act: Recordable {}
