import DossierDomain
import DossierService

extension CheckedObject {
    var occurredAt: Timestamp? { optionalInstant("occurredAt") }
    /// Under which posting it was done, where another tells it.
    var performer: PostingID? { optionalIdentifier("performer") }

    func submittedDocuments(_ name: String = "documents") -> [SubmittedDocument] {
        objects(name).map {
            SubmittedDocument(
                document: $0.identifier("document"), originals: $0.optionalInteger("originals") ?? 0,
                copies: $0.optionalInteger("copies") ?? 0)
        }
    }

    func missingDocuments(_ name: String) -> [MissingDocument] {
        objects(name).map {
            MissingDocument(
                document: $0.identifier("document"), originals: $0.optionalInteger("originals") ?? 0,
                copies: $0.optionalInteger("copies") ?? 0)
        }
    }

    var party: Party {
        Party(
            kind: optionalChoice("kind") ?? .person, name: string("name"),
            identityDocument: optionalObject("identityDocument").map {
                Party.IdentityDocument(kind: $0.string("kind"), number: $0.string("number"))
            },
            address: optionalString("address"), phone: optionalString("phone"), email: optionalString("email"),
            authorisation: optionalString("authorisation"))
    }

    /// What applicant and representative showed (RCV-09).
    private var standing: PartyStanding {
        let applicant = object("applicant")
        return PartyStanding(
            kind: applicant.optionalChoice("kind") ?? .person, isIdentified: applicant.has("identityDocument"),
            representative: optionalObject("representative").map(\.recipientStanding))
    }

    /// What whoever takes or brings something for somebody else showed.
    var recipientStanding: RecipientStanding {
        RecipientStanding(isIdentified: has("identityDocument"), isAuthorised: has("authorisation"))
    }

    /// A consignment note; where it was written the engine knows from whoever writes it.
    private var consignment: Consignment {
        Consignment(
            number: string("number"),
            carriage: Carriage(carrier: string("carrier"), trackingCode: optionalString("trackingCode")),
            from: OfficeID(""))
    }

    var carriage: Carriage? {
        optionalString("carrier").map { Carriage(carrier: $0, trackingCode: optionalString("trackingCode")) }
    }

    func submit(
        as id: DossierID, vault: PersonalDataVault, into sealed: inout SealedValues
    ) -> DossierCommand.Submit {
        let applicant = vault.seal(object("applicant").party, into: &sealed)
        let representative = optionalObject("representative").map { vault.seal($0.party, into: &sealed) }
        return DossierCommand.Submit(
            id: id, procedure: identifier("procedure"), counter: identifier("counter"),
            channel: optionalChoice("channel") ?? .counter, applicantUnit: identifier("applicantUnit"),
            applicant: applicant, representative: representative, documents: submittedDocuments(),
            standing: standing, consignment: optionalObject("consignment").map(\.consignment),
            group: optionalIdentifier("group"))
    }

    var receive: DossierCommand.Receive {
        DossierCommand.Receive(
            slipAsked: optionalBoolean("slip") ?? false, returnOffice: optionalIdentifier("returnOffice"),
            number: optionalDossierNumber("number"))
    }

    func completion(
        of assignment: AssignmentID, vault: PersonalDataVault, into sealed: inout SealedValues
    ) -> DossierCommand.CompleteStep {
        let opinion = optionalString("opinion").map { vault.seal(Remark(text: $0), into: &sealed) }
        let decision = optionalObject("decision").map { $0.decision(vault: vault, into: &sealed) }
        return DossierCommand.CompleteStep(
            assignment: assignment, opinion: opinion, decision: decision, carriage: carriage)
    }

    private func decision(vault: PersonalDataVault, into sealed: inout SealedValues) -> Decision {
        let signer = object("signer")
        return Decision(
            outcome: choice("outcome"), number: string("number"), date: date("date"),
            signer: vault.seal(
                Signer(name: signer.string("name"), position: signer.string("position")), into: &sealed),
            reasons: optionalString("reasons").map { vault.seal(Remark(text: $0), into: &sealed) },
            files: objects("files").map {
                ResultFile(kind: $0.string("kind"), sha256: $0.string("sha256"), byteCount: $0.integer("byteCount"))
            })
    }

    func handingOver(
        vault: PersonalDataVault, into sealed: inout SealedValues
    ) -> DossierCommand.HandOverResult {
        DossierCommand.HandOverResult(
            to: optionalChoice("to") ?? .applicant, recipient: vault.seal(object("recipient").party, into: &sealed),
            method: optionalChoice("method") ?? .counter, trackingCode: optionalString("trackingCode"),
            originalsReturned: identifiers("originalsReturned"), standing: object("recipient").recipientStanding)
    }
}
