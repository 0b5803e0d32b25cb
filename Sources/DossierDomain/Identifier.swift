/// An identity of our own making (ORG-03): a short ASCII key that never changes and is never reused.
///
/// The phantom `Subject` keeps identities of different things apart, so that an office can't be passed
/// where an agency is meant. Official codes (GSO, agency identifiers) are attributes, never identities.
public struct Identifier<Subject>: Hashable, Sendable, Comparable {
    /// The longest identity accepted, in bytes.
    public static var maximumLength: Int { 64 }

    /// The key itself.
    public let text: String

    /// Takes a key that is known to be well formed, such as one read back from the store.
    public init(_ text: String) {
        self.text = text
    }

    /// Takes a key from outside: lower-case ASCII letters and digits in groups joined by `.` or `-`.
    ///
    /// Returns `nil` where the text does not have that form or is longer than ``maximumLength``.
    public init?(validating text: String) {
        guard Self.isWellFormed(text) else { return nil }
        self.text = text
    }

    private static func isWellFormed(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= maximumLength else { return false }
        var previousIsJoint = true
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                previousIsJoint = false
            case UInt8(ascii: "."), UInt8(ascii: "-"):
                if previousIsJoint { return false }
                previousIsJoint = true
            default:
                return false
            }
        }
        return !previousIsJoint
    }

    /// Orders identities by their bytes, so that listings are stable.
    public static func < (left: Identifier, right: Identifier) -> Bool {
        left.text < right.text
    }
}

extension Identifier: CustomStringConvertible {
    /// The key itself.
    public var description: String { text }
}

extension Identifier: Codable {
    /// Reads the key from a JSON string.
    public init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
    }

    /// Writes the key as a JSON string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Identity of a level of the administration (`commune`, `district`, `province`: data, not code; ORG-02).
public typealias LevelID = Identifier<Level>
/// Identity of an administrative unit (đơn vị hành chính).
public typealias UnitID = Identifier<AdministrativeUnit>
/// Identity of an agency (cơ quan), which decides.
public typealias AgencyID = Identifier<Agency>
/// Identity of a one-stop office (bộ phận một cửa), which receives and returns.
public typealias OfficeID = Identifier<Office>
/// Identity of a counter (quầy) of an office.
public typealias CounterID = Identifier<Counter>
/// Identity of a person who works at a counter or an agency.
public typealias PersonID = Identifier<Person>
/// Identity of a posting: who works where, in which role, employed by whom.
public typealias PostingID = Identifier<Posting>
/// Identity of a working calendar.
public typealias CalendarID = Identifier<WorkingCalendar>
/// National code of a procedure, such as `2.002307`.
public typealias ProcedureCode = Identifier<Procedure>
/// Identity of a route (quy trình).
public typealias RouteID = Identifier<Route>
/// Identity of a ``FormSet``.
public typealias FormSetID = Identifier<FormSet>
/// Identity of a stage within a route.
public typealias StageID = Identifier<Route.Stage>
/// Identity of a branch within a stage.
public typealias BranchID = Identifier<Route.Branch>
/// Identity of a step within a route.
public typealias StepID = Identifier<Route.Step>
/// Identity of a required document within a procedure.
public typealias DocumentID = Identifier<RequiredDocument>
/// Identity of a group of interlinked dossiers that one citizen brought together (liên thông); the terminal gives it.
public typealias InterlinkedGroupID = Identifier<InterlinkedGroup>
/// Internal identity of a dossier, from the moment it is submitted; never printed.
public typealias DossierID = Identifier<DossierState>
/// Identity of one handover of one dossier.
public typealias HandoverID = Identifier<Handover>
/// Identity of one piece of work: a dossier at one step, waiting for or held by one agency.
public typealias AssignmentID = Identifier<BranchProgress>
/// Identity of one question to another agency.
public typealias ConsultationID = Identifier<Consultation>
/// Identity of a manifest: many handovers that went together.
public typealias ManifestID = Identifier<ManifestItem>
/// Identity of a notice that is owed to a citizen.
public typealias NoticeID = Identifier<Notice>
/// Identity of a demanded payment.
public typealias ObligationID = Identifier<Obligation>
/// Identity of a complaint.
public typealias ComplaintID = Identifier<Complaint>
/// Identity of a scan, and of the upload that brings it.
public typealias ScanID = Identifier<AttachedScan>
/// Identity of a credential (a terminal's, an agency system's or a person's).
public typealias CredentialID = Identifier<Actor>
/// Identity of somebody whose personal data is kept apart, under a key of their own (AUD-03).
public typealias SubjectID = Identifier<PrivateReference>
/// Identity of one encrypted value that an event refers to (AUD-03).
public typealias PrivateValueID = Identifier<Commitment>
