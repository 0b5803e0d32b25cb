// Values that are one text in their written form. A new enumeration of words needs one line at the end.

extension Identifier: Recordable {
    package func write(to record: inout RecordWriter) {
        record.writeString(text)
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        self.init(try record.readString())
    }
}

extension Commitment: Recordable {
    package func write(to record: inout RecordWriter) {
        record.writeString(digest)
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        self.init(try record.readString())
    }
}

extension Timestamp: Recordable {
    package func write(to record: inout RecordWriter) {
        record.writeInstant(self)
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        self = try record.readBytes("an instant") { bytes in
            Timestamp(canonical: bytes) ?? Timestamp(String(decoding: bytes, as: UTF8.self))
        }
    }
}

extension CivilDate: Recordable {
    package func write(to record: inout RecordWriter) {
        record.writeDate(self)
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        self = try record.readBytes("a date") { CivilDate(bytes: $0) }
    }
}

extension DossierNumber: Recordable {
    package func write(to record: inout RecordWriter) {
        record.writeNumber(self)
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        self = try record.readBytes("a dossier's number") { DossierNumber(bytes: $0) }
    }
}

extension Body: Recordable {
    package func write(to record: inout RecordWriter) {
        switch self {
        case .office(let id): record.writeString("office:", id.text)
        case .agency(let id): record.writeString("agency:", id.text)
        }
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        self = try record.readBytes("an office or agency") { Body(keyBytes: $0) }
    }
}

extension Custodian: Recordable {
    package func write(to record: inout RecordWriter) {
        switch self {
        case .body(let body): body.write(to: &record)
        case .carrier(let name): record.writeString("carrier:", name)
        case .applicant: record.writeString("applicant")
        }
    }

    package init(from record: inout RecordReader) throws(RecordError) {
        if record.startsText(with: "carrier:") {
            self = .carrier(String(try record.readString().dropFirst("carrier:".count)))
        } else if record.startsText(with: "applicant\"") {
            _ = try record.readString()
            self = .applicant
        } else {
            self = .body(try Body(from: &record))
        }
    }
}

extension ApplicantKind: Recordable {}
extension AttachedScan.Kind: Recordable {}
extension BranchProgress.Status: Recordable {}
extension Breach: Recordable {}
extension Decision.Outcome: Recordable {}
extension Discrepancy.Kind: Recordable {}
extension DossierEvent.Kind: Recordable {}
extension DossierStatus: Recordable {}
extension Employer: Recordable {}
extension ErasureGround: Recordable {}
extension HandingOverMethod: Recordable {}
extension HandoverPurpose: Recordable {}
extension Incident.Kind: Recordable {}
extension ManifestItem.Answer: Recordable {}
extension Notice.Channel: Recordable {}
extension Notice.Kind: Recordable {}
extension Notice.Outcome: Recordable {}
extension Payment.Method: Recordable {}
extension Procedure.Channel: Recordable {}
extension Rating.Channel: Recordable {}
extension RecipientKind: Recordable {}
extension Role: Recordable {}
