import DossierDomain
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// What a terminal needs to know of the configuration in force.
    var catalogueEndpoints: [Endpoint<Desk>] {
        [listProcedures, readProcedure, listOffices, readOffice, listAgencies]
    }

    private var listProcedures: Endpoint<Desk> {
        Endpoint(
            operation: "listProcedures", method: .get, path: "/v1/procedures", tag: "catalogue",
            summary: Wording(
                vi: "Thủ tục đang áp dụng; ghi counter để chỉ xem thủ tục quầy đó tiếp nhận.",
                en: "Procedures in force; with counter, only those that it receives."),
            query: [.optional("counter", .identifier, "Quầy.", "A counter.")],
            success: Wording(vi: "Danh sách thủ tục.", en: "The procedures."),
            problems: rejections(["unknown-counter"]),
            answer: AnswerShape.procedures
        ) { input throws(Problem) in
            let catalogue = service.catalogue
            let date = service.now().date
            var procedures = catalogue.procedures(on: date)
            if let id = input.query.optionalIdentifier("counter", CounterID.self) {
                guard let counter = catalogue.counter(id, on: date) else {
                    throw Problem(
                        .rejected(.unknownCounter(id), replayed: false), catalogue: catalogue, date: date)
                }
                procedures = procedures.filter { catalogue.receives($0, at: counter, on: date) }
            }
            let naming = naming(input)
            return .json(["procedures": .list(procedures) { naming.procedure($0.reference) }])
        }
    }

    private var readProcedure: Endpoint<Desk> {
        Endpoint(
            operation: "readProcedure", method: .get, path: "/v1/procedures/{code}", tag: "catalogue",
            summary: Wording(
                vi: "Một thủ tục: giấy tờ, phí, thời hạn.", en: "A procedure: documents, fees, time limit."),
            success: Wording(vi: "Thủ tục.", en: "The procedure."), problems: [.notFound],
            answer: AnswerShape.fullProcedure
        ) { input throws(Problem) in
            let code: ProcedureCode = try input.identifier("code")
            guard let procedure = service.catalogue.procedure(code, on: service.now().date) else {
                throw Problem(.notFound)
            }
            return .json(naming(input).full(procedure))
        }
    }

    private var listOffices: Endpoint<Desk> {
        Endpoint(
            operation: "listOffices", method: .get, path: "/v1/offices", tag: "catalogue",
            summary: Wording(vi: "Các bộ phận một cửa.", en: "The one-stop offices."),
            query: [
                .optional(
                    "host", .enumeration(Office.Host.self), "Chỉ nơi đặt tại cơ quan, hoặc tại bưu điện.",
                    "Only those housed by an agency, or by the post.")
            ],
            success: Wording(vi: "Danh sách.", en: "The list."),
            answer: AnswerShape.offices
        ) { input in
            let date = service.now().date
            let host = input.query.optionalChoice("host", Office.Host.self)
            let naming = naming(input)
            let offices = service.catalogue.offices(on: date)
                .filter { host == nil || $0.premises(on: date)?.kind == host }
            return .json(["offices": .list(offices) { naming.short($0) }])
        }
    }

    private var readOffice: Endpoint<Desk> {
        Endpoint(
            operation: "readOffice", method: .get, path: "/v1/offices/{id}", tag: "catalogue",
            summary: Wording(
                vi: "Một bộ phận một cửa: quầy, trụ sở, đơn vị phục vụ.",
                en: "An office: its counters, premises and the units it serves."),
            success: Wording(vi: "Bộ phận một cửa.", en: "The office."), problems: [.notFound],
            answer: AnswerShape.office
        ) { input throws(Problem) in
            let id: OfficeID = try input.identifier("id")
            let catalogue = service.catalogue
            let naming = naming(input)
            guard let office = catalogue.office(id, on: naming.date) else { throw Problem(.notFound) }
            return .json(naming.full(office, counters: catalogue.counters(of: id, on: naming.date)))
        }
    }

    private var listAgencies: Endpoint<Desk> {
        Endpoint(
            operation: "listAgencies", method: .get, path: "/v1/agencies", tag: "catalogue",
            summary: Wording(
                vi: "Các cơ quan đang hoạt động, để chọn khi lấy ý kiến, lập lại lộ trình, tiếp nhận phản ánh.",
                en: "The agencies in force, to choose from for questions, new plans and complaints."),
            success: Wording(vi: "Danh sách.", en: "The list."), answer: AnswerShape.agencies
        ) { input in
            let naming = naming(input)
            let agencies = service.catalogue.agencies(on: naming.date)
            return .json(["agencies": .list(agencies) { naming.short($0) }])
        }
    }
}

extension Naming {
    func short(_ office: Office) -> JSONValue {
        [
            "id": .identifier(office.id),
            "name": .string(language == .vietnamese ? office.name : office.nameEnglish),
            "host": office.premises(on: date).map { .name($0.kind) },
        ]
    }

    func short(_ agency: Agency) -> JSONValue {
        [
            "id": .identifier(agency.id),
            "name": .string(language == .vietnamese ? agency.name : agency.nameEnglish), "unit": unit(agency.unit),
        ]
    }

    func full(_ office: Office, counters: [Counter]) -> JSONValue {
        let premises = office.premises(on: date)
        return [
            "id": .identifier(office.id),
            "name": .string(language == .vietnamese ? office.name : office.nameEnglish),
            "host": premises.map { .name($0.kind) }, "place": .optional(premises?.place),
            "agency": agency(office.agency), "serves": .list(office.serves, unit),
            "address": .optional(office.address), "phone": .optional(office.phone),
            "counters": .list(counters) { counter in
                [
                    "id": .identifier(counter.id), "name": .string(counter.name),
                    "confirmation": .name(counter.confirmation),
                    "alsoReceives": .list(counter.alsoReceives) { .identifier($0) },
                ]
            },
        ]
    }

    func full(_ procedure: Procedure) -> JSONValue {
        [
            "code": .identifier(procedure.code), "version": .count(procedure.version),
            "name": .string(language == .vietnamese ? procedure.name : procedure.nameEnglish),
            "field": .string(procedure.field), "level": .identifier(procedure.level),
            "timeLimit": procedure.timeLimit.json, "route": .identifier(procedure.route),
            "channels": .list(procedure.channels) { .name($0) }, "slip": .name(procedure.slip),
            "fees": .list(procedure.fees) {
                [
                    "id": .string($0.id), "name": .string($0.name), "amountVND": .count($0.amountVND),
                    "per": .name($0.per),
                ]
            },
            "documents": .list(procedure.documents) {
                [
                    "document": .identifier($0.id), "name": .string($0.name), "originals": .count($0.originals),
                    "copies": .count($0.copies), "required": .bool($0.required), "when": .optional($0.when),
                ]
            },
            "result": .string(procedure.result), "legalBasis": .list(procedure.legalBasis) { .string($0) },
        ]
    }
}
