import DossierDomain

/// A province of two districts and three communes, small enough to know by heart.
///
/// Văn An's office sits in a post office: counter 1 needs an official's confirmation, counter 2 doesn't and
/// also takes the district's business procedure. Everybody works 07:30–12:00 and 13:30–17:00 from Monday to
/// Friday; Monday 2 September 2019 is National Day; Yên Phúc's office is closed on 5 September.
enum SmallProvince {
    static let catalogue = Catalogue(document, version: 1)

    static let document = ConfigurationDocument(
        levels: [
            Level(id: LevelID("province"), rank: 1, name: "Tỉnh", nameEnglish: "Province"),
            Level(id: LevelID("district"), rank: 2, name: "Huyện", nameEnglish: "District"),
            Level(id: LevelID("commune"), rank: 3, name: "Xã", nameEnglish: "Commune"),
        ],
        units: [
            unit("lang-son", "province", in: nil), unit("van-quan", "district", in: "lang-son"),
            unit("cao-loc", "district", in: "lang-son"), unit("van-an", "commune", in: "van-quan"),
            unit("yen-phuc", "commune", in: "van-quan"), unit("tan-lien", "commune", in: "cao-loc"),
        ],
        agencies: [
            agency("committee-lang-son", of: "lang-son", "people-committee", "000.00.00.H37", at: "lang-son"),
            agency("labour-lang-son", of: "lang-son", "labour", "000.00.05.H37", at: "lang-son"),
            agency("police-lang-son", of: "lang-son", "police", "000.00.06.H37", at: "lang-son"),
            agency("committee-van-quan", of: "van-quan", "people-committee", "000.00.19.H37", at: "van-quan"),
            agency("labour-van-quan", of: "van-quan", "labour", "000.05.19.H37", at: "van-quan"),
            agency("finance-van-quan", of: "van-quan", "business", "000.06.19.H37", at: "van-quan"),
            agency("insurance-van-quan", of: "van-quan", "social-insurance", "000.07.19.H37", at: "van-quan"),
            agency("finance-cao-loc", of: "cao-loc", "business", "000.06.20.H37", at: "cao-loc"),
            agency("committee-van-an", of: "van-an", "people-committee", "000.21.19.H37", at: "van-an"),
            agency("police-van-an", of: "van-an", "police", "000.31.19.H37", at: "van-an"),
            agency("committee-yen-phuc", of: "yen-phuc", "people-committee", "000.22.19.H37", at: "yen-phuc"),
        ],
        offices: [
            office("lang-son", for: "committee-lang-son", .agency),
            office("van-quan", for: "committee-van-quan", .agency),
            office("cao-loc", for: "finance-cao-loc", .agency),
            office("van-an", for: "committee-van-an", .post),
            office(
                "yen-phuc", for: "committee-yen-phuc", .agency,
                closures: [WorkingCalendar.DayOff(date: date("2019-09-05"), name: "Mất điện", kind: .closure)]
            ),
        ],
        counters: [
            counter("lang-son-1", of: "lang-son", .notRequired),
            counter("van-quan-1", of: "van-quan", .notRequired),
            counter("van-an-1", of: "van-an", .required),
            counter("van-an-2", of: "van-an", .notRequired, also: ["1.001612"]),
            counter("yen-phuc-1", of: "yen-phuc", .notRequired),
        ],
        calendars: [calendar],
        procedures: [
            procedure("2.002307", "allowance", .calendarDays(25), level: "commune"),
            procedure("2.000986", "birth", .workingDays(20), level: "commune"),
            procedure("9.000001", "assessment", .workingDays(30), level: "commune"),
            procedure(
                "1.000656", "same-day", .sameDay, level: "commune", cutOff: TimeOfDay("15:00"),
                slip: .onRequest,
                channels: [.counter], documents: []),
            procedure("1.001612", "business", .workingDays(3), level: "district"),
            procedure("1.004222", "residence", .workingDays(7), level: "commune"),
            procedure("9.000404", "forestry", .workingDays(7), level: "commune"),
        ],
        routes: [
            route(
                "allowance",
                [
                    stage([("main", [step("check", .receivingAgency, .calendarDays(5))])]),
                    stage([
                        (
                            "main",
                            [
                                step(
                                    "appraise", .unit(.receiving, level: "district", "labour"),
                                    .calendarDays(10))
                            ]
                        )
                    ]),
                    stage([
                        (
                            "main",
                            [
                                step(
                                    "decide", .unit(.receiving, level: "province", "labour"),
                                    .calendarDays(10), true)
                            ]
                        )
                    ]),
                ]),
            // The commune registers; police (leading) and insurance work side by side; the commune closes.
            route(
                "birth",
                [
                    stage([("register", [step("register", .receivingAgency, .sameDay)])]),
                    stage([
                        (
                            "residence",
                            [
                                step(
                                    "residence", .unit(.receiving, level: "commune", "police"),
                                    .workingDays(15))
                            ]
                        ),
                        (
                            "card",
                            [
                                step(
                                    "card", .unit(.receiving, level: "district", "social-insurance"),
                                    .workingDays(10))
                            ]
                        ),
                    ]),
                    stage([("close", [step("close", .receivingAgency, .workingDays(2), true)])]),
                ]),
            // The leading branch has two steps at two agencies; then one agency has two steps in a row.
            route(
                "assessment",
                [
                    stage([
                        (
                            "labour",
                            [
                                step(
                                    "district", .unit(.receiving, level: "district", "labour"),
                                    .workingDays(5)),
                                step(
                                    "province", .unit(.receiving, level: "province", "labour"),
                                    .workingDays(5)),
                            ]
                        ),
                        (
                            "police",
                            [step("police", .unit(.applicant, level: "commune", "police"), .workingDays(5))]
                        ),
                    ]),
                    stage([
                        (
                            "sign",
                            [
                                step(
                                    "draft", .unit(.receiving, level: "province", "labour"), .workingDays(5)),
                                step(
                                    "sign", .unit(.receiving, level: "province", "labour"), .workingHours(8),
                                    true),
                            ]
                        )
                    ]),
                ]),
            route("same-day", [stage([("main", [step("do", .receivingAgency, .sameDay, true)])])]),
            route(
                "business",
                [
                    stage([
                        (
                            "main",
                            [
                                step(
                                    "license", .unit(.applicant, level: "district", "business"),
                                    .workingDays(3), true)
                            ]
                        )
                    ])
                ]),
            route(
                "residence",
                [
                    stage([
                        ("main", [step("enter", .agency(AgencyID("police-lang-son")), .workingDays(7), true)])
                    ])
                ]),
            route(
                "forestry",
                [
                    stage([
                        (
                            "main",
                            [
                                step(
                                    "survey", .unit(.receiving, level: "district", "forestry"),
                                    .workingDays(7), true)
                            ]
                        )
                    ])
                ]),
        ])

    static let calendar: WorkingCalendar = {
        let hours = ["07:30-12:00", "13:30-17:00"].compactMap { WorkingCalendar.Period($0) }
        return WorkingCalendar(
            id: CalendarID("lang-son"), name: "Lịch", coversFrom: date("2019-01-01"),
            coversTo: date("2019-12-31"),
            weeklyHours: [
                .monday: hours, .tuesday: hours, .wednesday: hours, .thursday: hours, .friday: hours,
            ],
            daysOff: [WorkingCalendar.DayOff(date: date("2019-09-02"), name: "Quốc khánh", kind: .holiday)],
            workingDays: [])
    }()

    /// The same province after somebody has changed its document.
    static func changed(_ change: (inout ConfigurationDocument) -> Void) -> Catalogue {
        var document = document
        change(&document)
        return Catalogue(document, version: 2)
    }

    /// The same province with one more day off.
    static func withDayOff(_ day: String) -> Catalogue {
        changed { document in
            let old = document.calendars[0]
            document.calendars[0] = WorkingCalendar(
                id: old.id, name: old.name, coversFrom: old.coversFrom, coversTo: old.coversTo,
                weeklyHours: old.weeklyHours,
                daysOff: old.daysOff + [.init(date: date(day), name: "Nghỉ thêm", kind: .holiday)], workingDays: [])
        }
    }

    /// The same province, where an official at Văn An decides what is done on the same day.
    static let withDelegation = changed { document in
        document.people = [Person(id: PersonID("binh"), name: "Bình"), Person(id: PersonID("hoa"), name: "Hòa")]
        document.postings = [
            Posting(
                id: PostingID("binh"), person: PersonID("binh"), office: OfficeID("van-an"), role: .official,
                employer: .agency, validity: always, decides: ["1.000656", "2.002307"].map { ProcedureCode($0) }),
            Posting(
                id: PostingID("binh-committee"), person: PersonID("binh"), agency: AgencyID("committee-van-an"),
                role: .official, employer: .agency, validity: always),
            Posting(
                id: PostingID("hoa-committee"), person: PersonID("hoa"), agency: AgencyID("committee-van-an"),
                role: .official, employer: .agency, validity: always),
            Posting(
                id: PostingID("hoa"), person: PersonID("hoa"), office: OfficeID("van-an"), role: .official,
                employer: .agency, validity: always),
        ]
    }

    /// One fee for each copy, one for the dossier.
    private static let fees = [
        Fee(id: "copy", name: "Phí cấp bản sao", amountVND: 8_000, per: .copy),
        Fee(id: "licence", name: "Lệ phí cấp phép", amountVND: 100_000, per: .dossier),
    ]

    private static let always = Validity(from: date("2019-01-01"))

    private static func unit(_ id: String, _ level: String, in parent: String?) -> AdministrativeUnit {
        AdministrativeUnit(
            id: UnitID(id), level: LevelID(level), parent: parent.map { UnitID($0) }, code: "0", kind: "Xã",
            name: id, nameEnglish: id, validity: always)
    }

    private static func agency(
        _ id: String, of unit: String, _ field: String, _ identifier: String, at office: String
    ) -> Agency {
        guard let identifier = AgencyIdentifier(identifier) else { preconditionFailure(identifier) }
        return Agency(
            id: AgencyID(id), name: id, nameEnglish: id, unit: UnitID(unit), fields: [field],
            identifier: identifier,
            identifierBasis: .madeUp, office: OfficeID(office), validity: always)
    }

    private static func office(
        _ id: String, for agency: String, _ host: Office.Host, closures: [WorkingCalendar.DayOff] = []
    ) -> Office {
        Office(
            id: OfficeID(id), name: id, nameEnglish: id, agency: AgencyID(agency), serves: [UnitID(id)],
            calendar: CalendarID("lang-son"), premises: [.init(kind: host, from: date("2019-08-20"))],
            closures: closures, validity: always)
    }

    private static func counter(
        _ id: String, of office: String, _ confirmation: Counter.ConfirmationPolicy, also: [String] = []
    ) -> Counter {
        Counter(
            id: CounterID(id), office: OfficeID(office), name: id, confirmation: confirmation,
            alsoReceives: also.map { ProcedureCode($0) }, validity: always)
    }

    /// The list of papers: an application, a copy of a certificate, and for some an authorisation.
    static let papers = [
        RequiredDocument(id: DocumentID("application"), name: "Đơn", originals: 1, copies: 0, required: true),
        RequiredDocument(
            id: DocumentID("certificate"), name: "Giấy xác nhận", originals: 0, copies: 1, required: true),
        RequiredDocument(
            id: DocumentID("authorisation"), name: "Giấy ủy quyền", originals: 1, copies: 0, required: false,
            when: "người khác nộp thay"),
    ]

    static func procedure(
        _ code: String, version: Int = 1, _ route: String, _ limit: TimeLimit, level: String,
        cutOff: TimeOfDay? = nil, slip: Procedure.SlipPolicy = .always,
        channels: [Procedure.Channel] = [.counter, .post], documents: [RequiredDocument] = papers,
        validity: Validity = always
    ) -> Procedure {
        Procedure(
            code: ProcedureCode(code), version: version, validity: validity, name: code, nameEnglish: code,
            field: "Thử", level: LevelID(level), timeLimit: TimeAllowance(limit, cutOff: cutOff),
            route: RouteID(route), channels: channels, slip: slip,
            fees: fees, documents: documents,
            result: "Kết quả",
            legalBasis: [])
    }

    static func route(_ id: String, version: Int = 1, _ stages: [[(String, [Route.Step])]]) -> Route {
        Route(
            id: RouteID(id), version: version, validity: always, name: id, nameEnglish: id,
            stages: stages.enumerated().map { index, branches in
                Route.Stage(
                    id: StageID("stage-\(index + 1)"), lead: BranchID(branches[0].0),
                    branches: branches.map { Route.Branch(id: BranchID($0.0), steps: $0.1) })
            })
    }

    /// A stage whose first branch leads.
    private static func stage(_ branches: [(String, [Route.Step])]) -> [(String, [Route.Step])] { branches }

    static func step(
        _ id: String, _ at: Route.Selector, _ share: TimeLimit, _ decides: Bool? = nil
    ) -> Route.Step {
        Route.Step(
            id: StepID(id), name: id, nameEnglish: id, at: at, share: TimeAllowance(share), decides: decides)
    }
}

extension Route.Selector {
    static func unit(_ origin: Route.Origin, level: String, _ field: String) -> Route.Selector {
        .unit(origin, level: LevelID(level), field: field)
    }
}

func date(_ text: some StringProtocol) -> CivilDate {
    guard let date = CivilDate(text) else { preconditionFailure("no day: \(text)") }
    return date
}

/// Reads `08-20 14:00` of the year 2019, Viet Nam's time.
func at(_ text: String) -> Timestamp {
    let parts = text.split(separator: " ")
    guard parts.count == 2, let time = TimeOfDay(parts[1]) else { preconditionFailure("no instant: \(text)") }
    return Timestamp(date("2019-\(parts[0])"), time)
}
