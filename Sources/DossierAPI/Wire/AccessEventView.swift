import DossierDomain

extension EventView {
    /// What happened to a credential or a login: never a secret, nor a digest of one.
    func access(_ event: AccessEvent) -> JSONValue {
        switch event {
        case .credentialIssued(let issued):
            [
                "holder": naming.actor(issued.holder), "expiresAt": .instant(issued.expiresAt),
                "replaces": .optional(issued.replaces),
            ]
        case .credentialReplaced(let replaced):
            [
                "credential": .identifier(replaced.credential), "replacedBy": .identifier(replaced.by),
                "expiresAt": .instant(replaced.expiresAt),
            ]
        case .credentialRevoked(let revoked): ["holder": naming.actor(revoked.holder)]
        case .loginGiven(let given):
            [
                "person": .identifier(given.person), "anew": .bool(given.anew),
                "codesEnded": .bool(given.codesEnded),
            ]
        case .loginChanged(let changed):
            [
                "person": .identifier(changed.person), "password": .bool(changed.password),
                "codes": .bool(changed.codes),
            ]
        case .loginRemoved(let removed): ["person": .identifier(removed.person)]
        case .loginBarred(let barred):
            [
                "person": .identifier(barred.person), "atHome": .bool(barred.atHome),
                "failures": .count(barred.failures), "until": .instant(barred.until),
            ]
        }
    }
}

extension AnswerShape {
    private static let holder: Field = .required("holder", actor, "Thẻ của ai, ở đâu.", "Whose it is, and where.")
    private static let person: Field = .required("person", reference.example("demo.an"), "Người.", "Whose login.")

    /// What events of credentials and logins say.
    static func fieldsOfAccess(_ kind: DossierEvent.Kind) -> [Field] {
        switch kind {
        case .credentialIssued:
            [
                holder, .required("expiresAt", .instant, "Hết hạn lúc.", "When it ends."),
                .optional("replaces", reference, "Thay cho thẻ nào.", "In place of which one."),
            ]
        case .credentialReplaced:
            [
                .required("credential", reference, "Thẻ cũ.", "The old one."),
                .required("replacedBy", reference, "Thẻ mới.", "The new one."),
                .required("expiresAt", .instant, "Thẻ cũ hết hạn lúc.", "When the old one ends."),
            ]
        case .credentialRevoked: [holder]
        case .loginGiven:
            [
                person,
                .required("anew", .boolean, "Đã có mật khẩu trước đó.", "Whether they had a login before."),
                .required(
                    "codesEnded", .boolean, "Mã xác thực bị tắt.", "Whether codes were asked for until then."),
            ]
        case .loginChanged:
            [
                person, .required("password", .boolean, "Đổi mật khẩu.", "Whether the password was changed."),
                .required("codes", .boolean, "Cài mã xác thực.", "Whether codes were set up."),
            ]
        case .loginRemoved: [person]
        case .loginBarred:
            [
                person,
                .required(
                    "atHome", .boolean, "Thử sai từ nơi đăng nhập lần cuối.",
                    "Whether the wrong tries came from where they last logged in."),
                .required("failures", count, "Số lần sai liên tiếp.", "Wrong tries in a row."),
                .required("until", .instant, "Tạm khóa đến.", "Until when nothing is looked at."),
            ]
        default: []
        }
    }
}
