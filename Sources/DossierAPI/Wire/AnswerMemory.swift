import DossierDomain

/// Answers kept by a loop so that the same question again costs no reading and no writing.
///
/// Belongs to one loop. An answer counts only for the data version under which it was read, so that whatever was
/// committed since, by whichever process, is seen: a change, a revocation, an erasure.
final class AnswerMemory {
    /// How many answers are kept at the most, and the largest that is kept, in bytes, unless told otherwise.
    static let limit = 2_048
    static let bodyLimit = 16_384

    /// What is asked, and by whom.
    struct Question: Hashable {
        /// The dossier's number, or the path of a feed or a list.
        let what: String
        /// What else the page was asked by, in order; joined it could be read in two ways.
        var query: [String] = []
        /// What decides who may see what; whose credential it is makes no difference.
        let role: Role?
        var employer: Employer?
        let body: Body?
        let language: Language
    }

    /// What else has to be the same.
    struct Basis: Equatable {
        let dataVersion: Int64
        let configuration: Int
        let date: CivilDate
        /// The quarter of a second in which it holds, where leases that run out change it.
        var quarter: Int64 = 0
    }

    /// An answer, and whose personal data it shows.
    struct Kept {
        fileprivate let basis: Basis
        let reply: APIReply
        let shows: DossierID?
    }

    private var kept: [Question: Kept] = [:]
    private let limit: Int
    private let bodyLimit: Int

    init(limit: Int = AnswerMemory.limit, bodyLimit: Int = AnswerMemory.bodyLimit) {
        self.limit = limit
        self.bodyLimit = bodyLimit
    }

    func reply(to question: Question, on basis: Basis) -> APIReply? { answer(to: question, on: basis)?.reply }

    func answer(to question: Question, on basis: Basis) -> Kept? {
        guard let found = kept[question], found.basis == basis else { return nil }
        return found
    }

    /// Keeps an answer; `dossier` is whose personal data it shows, so that each showing can be noted.
    func keep(_ reply: APIReply, showing dossier: DossierID? = nil, to question: Question, on basis: Basis) {
        guard reply.body.count <= bodyLimit else { return }
        // All at once: the next requests bring back what is asked for often.
        if kept.count >= limit, kept[question] == nil { kept.removeAll(keepingCapacity: true) }
        kept[question] = Kept(basis: basis, reply: reply, shows: dossier)
    }
}
