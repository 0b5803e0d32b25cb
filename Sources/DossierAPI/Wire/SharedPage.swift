import DossierDomain
import DossierService
import DossierStore

/// A page that many polls ask for at once, such as after a commit that wakes all of a body's: read and written once in
/// each loop, as long as nothing is committed.
struct SharedPage<Store: PollingStore> {
    private let question: AnswerMemory.Question
    private let basis: AnswerMemory.Basis
    private let memory: AnswerMemory

    /// A page as it was asked for; `query` has names and values by turns. `role` is `nil` where all who may ask see the
    /// same; `quarter` counts quarters of a second where the page depends on the time.
    init(
        _ path: String, query: [String], role: Role?, body: Body, for input: Input<DossierAPI<Store>.Desk>,
        on service: DossierService<Store>, quarter: Int64 = 0
    ) {
        question = AnswerMemory.Question(
            what: path, query: query, role: role, body: body, language: input.language)
        basis = AnswerMemory.Basis(
            dataVersion: input.context.credentials.dataVersion, configuration: service.catalogue.version,
            date: service.now().date, quarter: quarter)
        memory = input.context.pages
    }

    /// The page, where it was made since the last commit.
    var known: APIReply? { memory.reply(to: question, on: basis) }

    /// Keeps the page for those who ask next.
    func keep(_ reply: APIReply) {
        memory.keep(reply, to: question, on: basis)
    }
}
