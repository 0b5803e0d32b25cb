import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// Forms 01–04 as data.
    var formEndpoints: [Endpoint<Desk>] {
        [
            forms("readForms", "/v1/dossiers/{number}/forms") { input throws(Problem) in try dossier(input) },
            forms("readSubmissionForms", "/v1/submissions/{id}/forms") { input throws(Problem) in
                try submission(input)
            },
        ]
    }

    private func forms(
        _ operation: String, _ path: String,
        _ find: @escaping @Sendable (Input<Desk>) throws(Problem) -> DossierState
    ) -> Endpoint<Desk> {
        Endpoint(
            operation: operation, method: .get, path: path, tag: "dossiers",
            summary: Wording(
                vi: "Nội dung các mẫu 01–04 đã lập cho hồ sơ, để in.",
                en: "What forms 01–04 say that were issued for the dossier, for printing."),
            success: Wording(vi: "Các mẫu.", en: "The forms."), problems: [.notFound],
            answer: AnswerShape.forms
        ) { input throws(Problem) in
            // State, events and values are of one moment, whatever is committed meanwhile.
            try input.context.reader.snapshot { () throws(Problem) in try issued(of: try find(input), for: input) }
        }
    }

    private func issued(of state: DossierState, for input: Input<Desk>) throws(Problem) -> APIReply {
        let reader = input.context.reader
        try noteRead(of: state, for: input)
        let events = try using { () throws(ServiceError) in try service.events(of: state, reader: reader) }
        let opened = try openForms(of: state, events: events, for: input.caller(), reader: reader)
        return .json(FormView(naming: naming(input), opened: opened).forms(of: state, events: events))
    }

    /// What of the forms' private values the caller may read.
    func openForms(
        of state: DossierState, events: [RecordedEvent], for actor: Actor, reader: Store.Reader
    ) throws(Problem) -> OpenedValues {
        var opened = try open(state, for: actor, reader: reader)
        guard service.mayRead(.parties, of: state, by: actor) else { return opened }
        // Postal staff hand out forms 02 and 03 at the counter; decisions and apologies are the officials'.
        let readsRemarks = service.mayRead(.remarks, of: state, by: actor)
        let readable = events.map(\.formReferences).filter { $0.isForCounter || readsRemarks }
        let texts = try using { () throws(ServiceError) in
            try service.open(readable.flatMap(\.texts), as: Remark.self, reader: reader)
        }
        let signers = try using { () throws(ServiceError) in
            try service.open(readable.flatMap(\.signers), as: Signer.self, reader: reader)
        }
        opened.remarks.merge(texts) { $1 }
        opened.signers.merge(signers) { $1 }
        return opened
    }
}
