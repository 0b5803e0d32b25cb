import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// Operations by curl: backups, and how much is logged. For administrators alone.
    var administrationEndpoints: [Endpoint<Desk>] { [makeBackup, listBackups, readLogLevel, writeLogLevel] }

    private static var levelField: Field {
        .required("level", .enumeration(LogLevel.self), "Mức ghi nhật ký.", "How much is logged.")
    }

    private func administration(_ input: Input<Desk>) throws(Problem) -> Administration {
        try using { () throws(ServiceError) in try service.require(.operating, by: input.caller()) }
        guard let administration = operations.administration else { throw Problem(.notFound) }
        return administration
    }

    private var makeBackup: Endpoint<Desk> {
        Endpoint(
            operation: "makeBackup", method: .post, path: "/v1/backups", tag: "operations",
            summary: Wording(
                vi: "Sao lưu cơ sở dữ liệu và bản chụp khi đang chạy; gọi lại cùng tên thì trả bản đã có.",
                en: "Back up database and scans while serving; asked again under one name, it answers that one."),
            access: Self.administrators,
            body: .object(
                "NewBackup",
                [
                    .required(
                        "name", .identifier.example("2019-08-20"), "Tên bản sao lưu.", "What the backup is called.")
                ]),
            success: Wording(
                vi: "Đã sao lưu; kiểm tra bằng motcua verify, khôi phục bằng motcua restore.",
                en: "It is made: check it by motcua verify, put it back by motcua restore."),
            problems: [.backupsNotConfigured, .backupBusy, .storageFull, .backupFailed], answer: AnswerShape.backup
        ) { input throws(Problem) in
            let backUp = try administration(input).backUp
            let name: Identifier<Administration> = input.body.identifier("name")
            switch await backUp(name.text) {
            case .success(let receipt): return .json(Self.json(receipt))
            case .failure(let refusal): throw Self.problem(refusal)
            }
        }
    }

    private var listBackups: Endpoint<Desk> {
        Endpoint(
            operation: "listBackups", method: .get, path: "/v1/backups", tag: "operations",
            summary: Wording(vi: "Các bản sao lưu đã xong.", en: "The backups that were made and are whole."),
            access: Self.administrators, success: Wording(vi: "Danh sách.", en: "The list."),
            problems: [.backupsNotConfigured, .backupFailed], answer: AnswerShape.backups
        ) { input throws(Problem) in
            let backups = try administration(input).backups
            switch await backups() {
            case .success(let receipts): return .json(["backups": .list(receipts, Self.json)])
            case .failure(let refusal): throw Self.problem(refusal)
            }
        }
    }

    private static func json(_ receipt: BackupReceipt) -> JSONValue {
        [
            "name": .string(receipt.name), "startedAt": .string(receipt.startedAt),
            "position": .count(receipt.position), "head": .string(receipt.head),
            "databaseBytes": .count(receipt.databaseBytes), "scanCount": .count(receipt.scanCount),
            "scanBytes": .count(receipt.scanBytes),
        ]
    }

    private static func problem(_ refusal: BackupRefusal) -> Problem {
        switch refusal {
        case .noFolder: Problem(.backupsNotConfigured)
        case .busy: Problem(.backupBusy)
        case .full: Problem(.storageFull)
        case .failed: Problem(.backupFailed)
        }
    }

    private var readLogLevel: Endpoint<Desk> {
        Endpoint(
            operation: "readLogLevel", method: .get, path: "/v1/log-level", tag: "operations",
            summary: Wording(vi: "Mức ghi nhật ký hiện nay.", en: "How much is logged now."),
            access: Self.administrators, success: Wording(vi: "Mức ghi.", en: "The level."),
            answer: AnswerShape.logLevel
        ) { input throws(Problem) in
            let level = try administration(input).readLogLevel()
            return .json(["level": .name(level)])
        }
    }

    private var writeLogLevel: Endpoint<Desk> {
        Endpoint(
            operation: "writeLogLevel", method: .put, path: "/v1/log-level", tag: "operations",
            summary: Wording(
                vi: "Đổi mức ghi nhật ký ngay; khi khởi động lại thì theo log-level.",
                en: "Change how much is logged, at once; a restart goes back to the setting log-level."),
            access: Self.administrators, body: .object("LogLevel", [Self.levelField]),
            success: Wording(vi: "Đã đổi.", en: "It is changed."), answer: AnswerShape.logLevel
        ) { input throws(Problem) in
            let administration = try administration(input)
            let level: LogLevel = input.body.choice("level")
            administration.writeLogLevel(level, input.caller().credential)
            return .json(["level": .name(level)])
        }
    }
}
