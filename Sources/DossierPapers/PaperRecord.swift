import DossierDomain
import DossierRouting

/// What a paper of a dossier is filled from: the record alone, with those private values that its reader may see.
public struct PaperRecord: Sendable {
    /// Somebody's name and where they can be reached.
    public struct Person: Hashable, Sendable {
        /// The name as entered.
        public let name: String
        /// Where they live or sit.
        public let address: String?
        /// Telephone number.
        public let phone: String?
        /// E-mail address.
        public let email: String?

        /// A person or organisation.
        public init(name: String, address: String? = nil, phone: String? = nil, email: String? = nil) {
            self.name = name
            self.address = address
            self.phone = phone
            self.email = email
        }
    }

    /// Who signs.
    public struct Signatory: Hashable, Sendable {
        /// The name.
        public let name: String
        /// The position.
        public let position: String

        /// Who signs.
        public init(name: String, position: String) {
            self.name = name
            self.position = position
        }
    }

    /// The newest event of the whole chain when the paper was printed (AUD-01): whoever holds the paper can prove it.
    public struct ChainHead: Hashable, Sendable {
        /// Its position.
        public let position: Int
        /// Its hash in hexadecimal.
        public let hash: String

        /// A head.
        public init(position: Int, hash: String) {
            self.position = position
            self.hash = hash
        }
    }

    /// What its events add up to.
    public let state: DossierState
    /// Its events, in order.
    public let events: [RecordedEvent]
    /// The configuration.
    public let catalogue: Catalogue
    /// When it is printed.
    public let now: Timestamp
    /// People that may be read, by reference.
    public var people: [PrivateValueID: Person] = [:]
    /// Texts that may be read, by reference.
    public var texts: [PrivateValueID: String] = [:]
    /// Signatories that may be read, by reference.
    public var signatories: [PrivateValueID: Signatory] = [:]
    /// The slip's code, where the reader may print it (SEC-04).
    public var slipCode: String?
    /// Address of the look-up page, such as `https://motcua.example.vn/tra-cuu`.
    public var lookUpPage: String?
    /// The chain's head.
    public var chainHead: ChainHead?

    /// A record without private values.
    public init(state: DossierState, events: [RecordedEvent], catalogue: Catalogue, now: Timestamp) {
        self.state = state
        self.events = events
        self.catalogue = catalogue
        self.now = now
    }

    /// The day whose forms apply: of reception, for ever; of submission, as long as there is none.
    public var formDate: CivilDate { (state.reception?.receivedAt ?? state.submittedAt).date }
}

/// How a paper looks.
public struct PaperVariant: Hashable, Sendable {
    /// In large print.
    public let isLarge: Bool
    /// With English glosses, for training.
    public let hasGloss: Bool

    /// A variant.
    public init(isLarge: Bool = false, hasGloss: Bool = false) {
        self.isLarge = isLarge
        self.hasGloss = hasGloss
    }
}

extension PaperVariant {
    /// The fields that every paper has.
    public func shared(
        _ set: FormSet, _ form: FormSet.Form, office: OfficeID, agency: AgencyID?, on date: CivilDate,
        printedAt: Timestamp, by catalogue: Catalogue
    ) -> [String: PaperValue] {
        let place = catalogue.office(office, on: date)
        let authority = (agency ?? place?.agency).flatMap { catalogue.agency($0, on: date) }
        let unit = place?.serves.first.flatMap { catalogue.unit($0, on: date) }
        return [
            "form": .object([
                "number": .optional(form.number), "title": .text(form.title), "titleEnglish": .text(form.titleEnglish),
                "legalBasis": .text(set.legalBasis),
            ]),
            "large": .flag(isLarge), "gloss": .flag(hasGloss), "agency": .optional(authority?.name),
            "agencyEnglish": .optional(authority?.nameEnglish), "office": .optional(place?.name),
            "officeEnglish": .optional(place?.nameEnglish), "officeAddress": .optional(place?.address),
            "officePhone": .optional(place?.phone), "place": .optional(unit?.name),
            "dated": .text(VietnameseWording.date(date)), "printedAt": .text(VietnameseWording.instant(printedAt)),
        ]
    }
}

extension PaperRecord {
    func person(_ reference: PrivateReference?) -> Person? { reference.flatMap { people[$0.value] } }

    func text(_ reference: PrivateReference?) -> PaperValue { .optional(reference.flatMap { texts[$0.value] }) }

    func signer(_ reference: PrivateReference?) -> PaperValue {
        guard let signatory = reference.flatMap({ signatories[$0.value] }) else { return .absent }
        return .object(["name": .text(signatory.name), "position": .text(signatory.position)])
    }

    func name(of body: Body, on date: CivilDate) -> String {
        switch body {
        // Who has ceased since is called as when the dossier was received.
        case .office(let id): (catalogue.office(id, on: date) ?? catalogue.office(id, on: formDate))?.name ?? id.text
        case .agency(let id): (catalogue.agency(id, on: date) ?? catalogue.agency(id, on: formDate))?.name ?? id.text
        }
    }

    /// Who acted: the person of the posting, else the counter, else the body; with a colleague's act, who told it as well.
    func name(of actor: Actor?, on date: CivilDate) -> PaperValue {
        guard let actor else { return .absent }
        let teller =
            personName(under: actor.posting, on: date)
            ?? actor.counter.flatMap { catalogue.counter($0, on: date) }?.name
            ?? actor.body.map { name(of: $0, on: date) }
        guard let performer = personName(under: actor.performer, on: date) else { return .optional(teller) }
        return .text(VietnameseWording.act(of: performer, toldBy: teller))
    }

    private func personName(under posting: PostingID?, on date: CivilDate) -> String? {
        guard let posting = posting.flatMap({ catalogue.posting($0, on: date) }) else { return nil }
        return catalogue.document.people.first { $0.id == posting.person }?.name
    }

    func documents(_ papers: [(DocumentID, Int, Int)]) -> PaperValue {
        let known = catalogue.procedure(state.procedure)?.documents ?? []
        return .list(
            papers.enumerated().map { index, paper in
                [
                    "index": .text(String(index + 1)),
                    "name": .text(known.first { $0.id == paper.0 }?.name ?? paper.0.text),
                    "originals": .text(String(paper.1)), "copies": .text(String(paper.2)),
                ]
            })
    }

    func documentCount(_ papers: [(DocumentID, Int, Int)]) -> PaperValue {
        .text(String(papers.reduce(0) { $0 + $1.1 + $1.2 }))
    }

    /// What every paper of a dossier says of it.
    func dossierFields() -> [String: PaperValue] {
        let applicant = person(state.applicant)
        let representative = person(state.representative)
        let procedure = catalogue.procedure(state.procedure)
        return [
            "number": .optional(state.number?.text),
            "applicant": applicant.map {
                .object([
                    "name": .text($0.name), "address": .optional($0.address), "phone": .optional($0.phone),
                    "email": .optional($0.email),
                ])
            } ?? .absent,
            "representative": representative.map {
                .object(["name": .text($0.name), "phone": .optional($0.phone)])
            } ?? .absent,
            "procedure": .object([
                "code": .text(state.procedure.code.text), "name": .optional(procedure?.name),
                "nameEnglish": .optional(procedure?.nameEnglish), "field": .optional(procedure?.field),
            ]),
            "qr": qr, "lookUp": lookUp,
            "chain": chainHead.map { .object(["position": .text(String($0.position)), "hash": .text($0.hash)]) }
                ?? .absent,
        ]
    }

    private var lookUp: PaperValue {
        guard let slipCode else { return .absent }
        return .object(["page": .optional(lookUpPage), "code": .text(slipCode)])
    }

    /// Number and code stand in the fragment, which browsers don't send to any server (decision 0050).
    private var qr: PaperValue {
        guard let lookUpPage, let slipCode, let number = state.number,
            let code = QRCode("\(lookUpPage)#number=\(number.text)&code=\(slipCode)")
        else { return .absent }
        return .object(["size": .text(String(code.drawnSize)), "path": .text(code.path)])
    }
}
