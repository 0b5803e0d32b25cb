import Crypto
import DossierDomain
import DossierRouting
import DossierService

/// What a terminal needs to work without a line, but for its numbers: the same for every terminal of an office on a day.
struct CounterPack {
    let naming: Naming
    let office: Office
    /// The last day for which numbers can be reserved.
    let lastDay: CivilDate

    private var catalogue: Catalogue { naming.catalogue }
    private var today: CivilDate { naming.date }

    /// What stays the same from one day to the next, until the configuration of it changes.
    var content: JSONObject {
        [
            "office": naming.full(office, counters: counters), "procedures": .list(procedures, naming.full),
            "units": .list(catalogue.document.units.filter { $0.validity.contains(today) }) { unit in
                [
                    "id": .identifier(unit.id),
                    "name": .string(naming.language == .vietnamese ? unit.name : unit.nameEnglish),
                    "parent": .optional(unit.parent),
                ]
            },
            "postings": .list(postings) { posting in
                [
                    "id": .identifier(posting.id),
                    "person": .optional(catalogue.document.people.first { $0.id == posting.person }?.name),
                    "role": .name(posting.role), "employer": .name(posting.employer),
                    "counter": .optional(posting.counter),
                ]
            },
        ]
    }

    /// Who works at its counters, for acts that one tells of another.
    private var postings: [Posting] {
        catalogue.document.postings.filter { posting in
            posting.office == office.id && posting.validity.contains(today)
                && (posting.role == .postalClerk || posting.role == .official)
        }
    }

    /// What the coming days bring.
    var outlook: JSONObject {
        [
            "date": .date(today),
            "days": .list(days) { day in
                [
                    "date": .date(day),
                    "hours": .list(catalogue.calendar(of: office.id, on: day).periods(on: day)) {
                        .string("\($0.opens)-\($0.closes)")
                    },
                ]
            },
            "appointments": .list(
                procedures.flatMap { procedure in days.flatMap { appointments(of: procedure, on: $0) } }, \.json),
        ]
    }

    private var counters: [Counter] { catalogue.counters(of: office.id, on: today) }

    /// What the office's counters receive.
    private var procedures: [Procedure] {
        let counters = counters
        return catalogue.procedures(on: today).filter { procedure in
            counters.contains { catalogue.receives(procedure, at: $0, on: today) }
        }
    }

    /// Today and the working days for which numbers can be reserved.
    private var days: [CivilDate] {
        (today.dayNumber...lastDay.dayNumber).map { CivilDate(dayNumber: $0) }.filter { day in
            day == today || catalogue.calendar(of: office.id, on: day).isWorking(day)
        }
    }

    /// When a dossier that is received on a day is due: from its beginning on, and after an instant from which on it is later.
    private struct Appointment {
        let procedure: ProcedureCode
        let date: CivilDate
        let after: Timestamp?
        let dueAt: Timestamp

        var json: JSONValue {
            [
                "procedure": .identifier(procedure), "date": .date(date), "after": .optional(after),
                "dueAt": .instant(dueAt),
            ]
        }
    }

    /// Form 01's appointment (RCV-04), worked out beforehand; none where it depends on the minute, on where the applicant
    /// lives, or where no agency can be found: the terminal then writes the time limit.
    private func appointments(of procedure: Procedure, on day: CivilDate) -> [Appointment] {
        let timeLimit = procedure.timeLimit
        if case .workingHours = timeLimit.limit { return [] }
        guard procedure.options?.appointment ?? .statutory == .statutory,
            let route = catalogue.route(procedure.route, on: day), let unit = office.serves.first
        else { return [] }
        func dueAt(_ received: Timestamp) -> Timestamp? {
            do {
                return try catalogue.itinerary(
                    of: procedure, along: route, from: office, applicantUnit: unit, receivedAt: received
                ).promisedAt
            } catch {
                return nil
            }
        }
        let calendar = catalogue.calendar(of: office.id, on: day)
        var turns: [Timestamp] = []
        if let cutOff = timeLimit.cutOff { turns.append(Timestamp(day, cutOff)) }
        if calendar.isWorking(day) { turns.append(calendar.closing(of: day)) }
        guard let first = dueAt(Timestamp(day, .midnight)) else { return [] }
        var appointments = [Appointment(procedure: procedure.code, date: day, after: nil, dueAt: first)]
        for turn in turns.sorted() {
            let later = dueAt(Timestamp(milliseconds: turn.milliseconds + 1))
            guard let later, later != appointments.last?.dueAt else { continue }
            appointments.append(Appointment(procedure: procedure.code, date: day, after: turn, dueAt: later))
        }
        return appointments
    }
}

/// Packs that were made before, as written JSON. Belongs to one loop; forgets them when the configuration or the day is
/// another one.
final class PackMemory {
    /// How many packs are kept at the most.
    static let limit = 64

    private struct Question: Hashable {
        let office: OfficeID
        let language: Language
    }

    private var configuration = -1
    private var date = CivilDate(dayNumber: .min)
    private var made: [Question: JSONObject] = [:]
    private var tags: [OfficeID: String] = [:]

    /// The members of a pack, its name among them.
    func members(of pack: CounterPack) -> JSONObject {
        forgetUnless(pack)
        let question = Question(office: pack.office.id, language: pack.naming.language)
        if let known = made[question] { return known }
        let members = pack.content.members + pack.outlook.members
        let written = members.map { JSONObject.Member(name: $0.name, value: .written($0.value.encoded())) }
        let object = JSONObject([.init(name: "pack", value: .string(tag(of: pack)))] + written)
        made[question] = object
        return object
    }

    /// The name of a pack: a digest of what stays the same from day to day, whatever the language.
    func tag(of pack: CounterPack) -> String {
        forgetUnless(pack)
        if let known = tags[pack.office.id] { return known }
        let naming = Naming(catalogue: pack.naming.catalogue, language: .vietnamese, date: pack.naming.date)
        let content = CounterPack(naming: naming, office: pack.office, lastDay: pack.lastDay).content
        let tag = "p-" + hexadecimal(SHA256.hash(data: JSONValue.object(content).encoded()).prefix(8))
        tags[pack.office.id] = tag
        return tag
    }

    private func forgetUnless(_ pack: CounterPack) {
        guard
            pack.naming.catalogue.version != configuration || pack.naming.date != date || made.count >= Self.limit
        else { return }
        made.removeAll()
        tags.removeAll()
        configuration = pack.naming.catalogue.version
        date = pack.naming.date
    }
}
