import DossierDomain

/// A made-up province for simulations: two districts, four communes, whose bodies cease on days of the seed's choice.
///
/// `north.labour` ceases and has a successor; `south.labour` ceases and has none, so that a person has to name one;
/// the commune `south.b` is merged into `south.a` with its office and agencies.
public enum SimulatedProvince {
    /// The days on which bodies work for the last time.
    public struct Endings: Sendable {
        /// Of the northern labour division.
        public let northLabour: CivilDate
        /// Of the southern one.
        public let southLabour: CivilDate
        /// Of the commune `south.b`.
        public let merger: CivilDate

        /// The last days.
        public init(northLabour: CivilDate, southLabour: CivilDate, merger: CivilDate) {
            self.northLabour = northLabour
            self.southLabour = southLabour
            self.merger = merger
        }
    }

    /// The communes that have a counter.
    public static let communes = ["north.a", "north.b", "south.a", "south.b"]
    /// The procedures that communes receive.
    public static let procedures = ["1.000001", "1.000002", "1.000003", "1.000004", "1.000005"]
    private static let first = day(2019, 1, 1)

    /// The province's configuration; `extraDaysOff` come with a later version of the calendar.
    public static func document(_ endings: Endings, extraDaysOff: [CivilDate] = []) -> ConfigurationDocument {
        ConfigurationDocument(
            levels: [
                Level(id: "province", rank: 1, name: "Tỉnh", transit: 2),
                Level(id: "district", rank: 2, name: "Huyện", transit: 1),
                Level(id: "commune", rank: 3, name: "Xã", transit: nil),
            ],
            units: [
                unit("tinh", "province", in: nil), unit("north", "district", in: "tinh"),
                unit("south", "district", in: "tinh"), unit("north.a", "commune", in: "north"),
                unit("north.b", "commune", in: "north", remote: [.offline]), unit("south.a", "commune", in: "south"),
                unit("south.b", "commune", in: "south", until: endings.merger),
            ],
            agencies: agencies(endings),
            offices: [office("tinh", agency: "tinh.committee")]
                + ["north", "south"].map { office($0, agency: "\($0).committee") }
                + communes.map { commune in
                    office(
                        commune, agency: "\(commune).committee", isPostal: commune == "north.a",
                        until: commune == "south.b" ? endings.merger : nil)
                },
            counters: communes.map { commune in
                Counter(
                    id: CounterID("\(commune).counter"), office: OfficeID(commune), name: commune,
                    confirmation: commune == "north.a" ? .required : .notRequired,
                    validity: span(until: commune == "south.b" ? endings.merger : nil))
            },
            calendars: [calendar(extraDaysOff)], procedures: publishedProcedures, routes: publishedRoutes,
            retention: [RetentionRule.Kind.dossier, .submission].map {
                RetentionRule(kind: $0, months: 1, ground: "thử")
            })
    }

    private static func agencies(_ endings: Endings) -> [Agency] {
        var serial = 0
        func agency(_ id: String, of unit: String, _ fields: [String], from: CivilDate? = nil, until: CivilDate? = nil)
            -> Agency
        {
            serial += 1
            guard let identifier = AgencyIdentifier("000.\(serial + 10).19.H37") else {
                preconditionFailure("well formed")
            }
            return Agency(
                id: AgencyID(id), name: id, nameEnglish: id, unit: UnitID(unit), fields: fields,
                identifier: identifier, identifierBasis: .madeUp, office: OfficeID(unit),
                validity: Validity(from: from ?? first, to: until))
        }
        var all = [
            agency("tinh.committee", of: "tinh", ["committee"]), agency("tinh.labour", of: "tinh", ["labour"]),
            agency("north.labour", of: "north", ["labour"], until: endings.northLabour),
            agency("north.affairs", of: "north", ["labour"], from: endings.northLabour.adding(days: 1)),
            agency("south.labour", of: "south", ["labour"], until: endings.southLabour),
        ]
        for district in ["north", "south"] {
            all.append(agency("\(district).committee", of: district, ["committee", "justice"]))
            all.append(agency("\(district).insurance", of: district, ["insurance"]))
        }
        for commune in communes {
            let end = commune == "south.b" ? endings.merger : nil
            all.append(agency("\(commune).committee", of: commune, ["committee"], until: end))
            all.append(agency("\(commune).police", of: commune, ["police"], until: end))
        }
        return all
    }

    private static var publishedProcedures: [Procedure] {
        [
            procedure("1.000001", route: "allowance", .calendarDays(25)),
            procedure(
                "1.000002", route: "birth", .workingDays(20), options: .init(remoteExtension: .workingDays(5))),
            procedure("1.000003", route: "assessment", .workingDays(30), options: .init(appointment: .chain)),
            procedure("1.000004", route: "same-day", .sameDay, slip: .onRequest),
            procedure(
                "1.000005", route: "posted", .workingDays(15),
                options: .init(posting: .init(step: StepID("post"), period: .workingDays(5)))),
        ]
    }

    private static var publishedRoutes: [Route] {
        [
            route(
                "allowance",
                [
                    [("main", [step("check", .receivingAgency, .calendarDays(5))])],
                    [("main", [step("appraise", at("district", "labour"), .calendarDays(10))])],
                    [("main", [step("decide", at("province", "labour"), .calendarDays(10), true)])],
                ]),
            route(
                "birth",
                [
                    [("register", [step("register", .receivingAgency, .sameDay)])],
                    [
                        ("residence", [step("residence", at("commune", "police"), .workingDays(15))]),
                        ("card", [step("card", at("district", "insurance"), .workingDays(10))]),
                    ],
                    [("close", [step("close", .receivingAgency, .workingDays(2), true)])],
                ]),
            route(
                "assessment",
                [
                    [
                        (
                            "labour",
                            [
                                step("district", at("district", "labour"), .workingDays(5)),
                                step("province", at("province", "labour"), .workingDays(5)),
                            ]
                        ),
                        ("police", [step("police", at("commune", "police"), .workingDays(5))]),
                    ],
                    [
                        (
                            "sign",
                            [
                                step("draft", at("province", "labour"), .workingDays(5)),
                                step("sign", at("province", "labour"), .workingHours(8), true),
                            ]
                        )
                    ],
                ]),
            route("same-day", [[("main", [step("do", .receivingAgency, .sameDay, true)])]]),
            route(
                "posted",
                [
                    [("main", [step("post", .receivingAgency, .workingDays(10))])],
                    [("main", [step("issue", at("district", "committee"), .workingDays(5), true)])],
                ]),
        ]
    }

    private static func calendar(_ extraDaysOff: [CivilDate]) -> WorkingCalendar {
        let hours = ["07:30-12:00", "13:30-17:00"].compactMap { WorkingCalendar.Period($0) }
        let holidays = [
            (2019, 2, 5), (2019, 2, 6), (2019, 4, 30), (2019, 5, 1), (2019, 9, 2), (2020, 1, 1), (2020, 1, 24),
            (2020, 1, 27), (2020, 1, 28), (2020, 4, 30), (2020, 5, 1), (2020, 9, 2), (2021, 1, 1),
        ].map { day($0, $1, $2) }
        return WorkingCalendar(
            id: CalendarID("tinh"), name: "Lịch", coversFrom: first, coversTo: day(2021, 12, 31),
            weeklyHours: [.monday: hours, .tuesday: hours, .wednesday: hours, .thursday: hours, .friday: hours],
            daysOff: (holidays + extraDaysOff).map { .init(date: $0, name: "Nghỉ lễ", kind: .holiday) },
            workingDays: [.init(date: day(2019, 5, 4), name: "Làm bù", hoursOf: .monday)])
    }

    // MARK: The parts

    private static func span(until: CivilDate?) -> Validity { Validity(from: first, to: until) }

    private static func unit(
        _ id: String, _ level: String, in parent: String?, remote: [Remoteness]? = nil, until: CivilDate? = nil
    ) -> AdministrativeUnit {
        AdministrativeUnit(
            id: UnitID(id), level: LevelID(level), parent: parent.map { UnitID($0) }, code: "0", kind: "", name: id,
            nameEnglish: id, validity: span(until: until), remote: remote)
    }

    private static func office(
        _ id: String, agency: String, isPostal: Bool = false, until: CivilDate? = nil
    ) -> Office {
        Office(
            id: OfficeID(id), name: id, nameEnglish: id, agency: AgencyID(agency), serves: [UnitID(id)],
            calendar: CalendarID("tinh"), premises: [.init(kind: isPostal ? .post : .agency, from: first)],
            validity: span(until: until))
    }

    private static func procedure(
        _ code: String, route: String, _ limit: TimeLimit, slip: Procedure.SlipPolicy = .always,
        options: ProcedureOptions? = nil
    ) -> Procedure {
        Procedure(
            code: ProcedureCode(code), version: 1, validity: span(until: nil), name: code, nameEnglish: code,
            field: "Thử", level: LevelID("commune"), timeLimit: TimeAllowance(limit), route: RouteID(route),
            channels: [.counter, .post], slip: slip,
            fees: [Fee(id: "copy", name: "Phí sao", amountVND: 2_000, per: .copy)],
            documents: [
                RequiredDocument(id: DocumentID("application"), name: "Đơn", originals: 1, copies: 0, required: true),
                RequiredDocument(
                    id: DocumentID("proof"), name: "Giấy xác nhận", originals: 0, copies: 1, required: true),
            ], result: "Kết quả", legalBasis: [], options: options)
    }

    private static func route(_ id: String, _ stages: [[(String, [Route.Step])]]) -> Route {
        Route(
            id: RouteID(id), version: 1, validity: span(until: nil), name: id, nameEnglish: id,
            stages: stages.enumerated().map { index, branches in
                Route.Stage(
                    id: StageID("stage-\(index + 1)"), lead: BranchID(branches[0].0),
                    branches: branches.map { Route.Branch(id: BranchID($0.0), steps: $0.1) })
            })
    }

    private static func step(
        _ id: String, _ at: Route.Selector, _ share: TimeLimit, _ decides: Bool? = nil
    ) -> Route.Step {
        Route.Step(
            id: StepID(id), name: id, nameEnglish: id, at: at, share: TimeAllowance(share), decides: decides)
    }

    private static func at(_ level: String, _ field: String) -> Route.Selector {
        .unit(.receiving, level: LevelID(level), field: field)
    }

    /// A day that exists.
    static func day(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
        guard let date = CivilDate(year: year, month: month, day: day) else { preconditionFailure("no such day") }
        return date
    }
}

extension Level {
    fileprivate init(id: String, rank: Int, name: String, transit: Int?) {
        self.init(id: LevelID(id), rank: rank, name: name, nameEnglish: id, transitWorkingDays: transit)
    }
}
