import Crypto
import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// What a terminal takes along to work without a line (OFF-01).
    var packEndpoints: [Endpoint<Desk>] { [readPack] }

    private var readPack: Endpoint<Desk> {
        Endpoint(
            operation: "readPack", method: .get, path: "/v1/offices/{id}/pack", tag: "counter",
            summary: Wording(
                vi:
                    "Gói dữ liệu để quầy làm việc khi mất mạng: thủ tục, giấy tờ, phí, lịch, ngày hẹn, các dải mã đang giữ.",
                en: "What a counter needs without a line: procedures, papers, fees, working days, appointments, and the"
                    + " terminal's open blocks of numbers."),
            access: .roles([.postalClerk, .official]), entityTag: .heeded,
            success: Wording(vi: "Gói dữ liệu.", en: "The pack."), problems: [.notFound],
            answer: AnswerShape.pack
        ) { input throws(Problem) in
            let id: OfficeID = try input.identifier("id")
            guard authorize(.working, ofBooksOf: .office(id), by: input.caller()).isAllowed,
                let pack = pack(of: id, for: input)
            else { throw Problem(.notFound) }
            let members = input.context.packs.members(of: pack)
            let blocks = try openBlocks(of: id, for: input)
            let shown = JSONValue.list(blocks) { .object(blockMembers($0, for: input.caller())) }
            var reply = APIReply.json(
                .object(JSONObject(members.members + [.init(name: "blocks", value: shown)])))
            let tag = "\"\(hexadecimal(SHA256.hash(data: reply.body).prefix(8)))\""
            reply.fields[.eTag] = tag
            return conditional(reply, for: input)
        }
    }

    /// The blocks of the caller's terminal from today on that have an open number, by day and serial.
    private func openBlocks(of office: OfficeID, for input: Input<Desk>) throws(Problem) -> [BlockInUse] {
        let today = service.now().date
        let last = service.lastReservableDay(at: office, from: today)
        let actor = input.caller()
        return try using { () throws(ServiceError) in
            try service.openBlocks(of: actor, at: office, from: today, to: last, reader: input.context.reader)
        }
    }

    /// The name of an office's pack as it is today, which days that are uploaded give; `nil` where there is no such office.
    func packTag(of office: OfficeID, for input: Input<Desk>) -> String? {
        pack(of: office, for: input).map { input.context.packs.tag(of: $0) }
    }

    private func pack(of id: OfficeID, for input: Input<Desk>) -> CounterPack? {
        let naming = naming(input)
        return naming.catalogue.office(id, on: naming.date).map { office in
            CounterPack(
                naming: naming, office: office, lastDay: service.lastReservableDay(at: id, from: naming.date))
        }
    }
}
