import DossierDomain
import DossierService
import DossierStore

/// Credentials, sessions and logins.
extension AnswerShape {
    static let credential = Shape.object(
        "Credential",
        [
            .required("id", reference.example("credential-5f0c7d9a1b2e"), "Mã.", "Its identity."),
            .required("name", line.example("Máy quầy 1 Văn An"), "Tên để nhận ra.", "What it is called."),
            .required(
                "kind", .enumeration(StoredCredential.Kind.self), "Thẻ máy hay phiên.", "Of a machine, or a session."),
            .required("standing", .enumeration(CredentialStanding.self), "Còn hiệu lực không.", "How it stands."),
            .required("role", .enumeration(Role.self), "Vai trò.", "Its role."),
            .required("employer", .enumeration(Employer.self), "Do ai trả lương.", "Who employs its bearer."),
            .optional("body", body, "Nơi làm việc.", "The body that it acts for."),
            .optional("counter", reference, "Quầy.", "The counter it stands at."),
            .optional("posting", reference, "Phân công.", "The posting it acts under."),
            .required("issuedAt", .instant, "Cấp lúc.", "When it was issued."),
            .required("expiresAt", .instant, "Hết hạn lúc.", "When it ends."),
            .optional("revokedAt", .instant, "Thu hồi lúc.", "When it was revoked."),
            .optional("lastUsedAt", .instant, "Dùng lần cuối, đến phút.", "When it was last used, to the minute."),
            .optional("replaces", reference, "Thay cho thẻ nào.", "In place of which one it was issued."),
            .optional("issuedBy", reference, "Do người cầm thẻ nào cấp.", "Whose bearer issued it."),
        ])

    static let credentials = page("Credentials", "credentials", of: credential)

    static let issuedCredential = Shape.object(
        "IssuedCredential",
        [
            .required("token", line, "Token, chỉ hiện lần này.", "Its token, shown this once."),
            .required("credential", credential, "Thẻ hoặc phiên.", "The credential or session."),
        ])

    private static let loginFields: [Field] = [
        .required("person", reference.example("demo.an"), "Người.", "Whose it is."),
        .optional("name", line, "Họ tên.", "Their name."),
        .required("userName", reference.example("an.vanan"), "Tên đăng nhập.", "The name that is typed."),
        .required("mustChangePassword", .boolean, "Phải đổi mật khẩu.", "Whether the password has to be changed."),
        .required("usesCodes", .boolean, "Có mã xác thực.", "Whether codes are asked for."),
        .required(
            "failures",
            .object(
                "FailedLogins",
                [
                    .required("atHome", count, "Từ nơi đăng nhập lần cuối.", "From where they last logged in."),
                    .required("elsewhere", count, "Từ nơi khác.", "From anywhere else."),
                ]), "Số lần sai liên tiếp.", "Wrong tries in a row."),
        .optional("lastFailedAt", .instant, "Sai lần cuối.", "When the latest was."),
        .required("changedAt", .instant, "Đổi lần cuối.", "When password or codes were last changed."),
        .optional(
            "setBy", reference, "Thẻ của người cấp mật khẩu tạm gần nhất.",
            "The credential of whoever last gave a first password."),
        .required("postings", list(of: reference), "Phân công hôm nay.", "Postings in force today."),
    ]

    static let login = Shape.object("Login", loginFields)

    /// What an administrator is answered who gives a first password.
    static let givenLogin = Shape.object(
        "GivenLogin",
        loginFields + [
            .required(
                "setUpCode", line.example("K7QX-3M2P-9RTV"), "Mã thiết lập, giao cùng mật khẩu tạm.",
                "A code to hand over with the password.")
        ])

    static let logins = Shape.object(
        "Logins", [.required("logins", list(of: login), "Theo tên đăng nhập.", "By name.")])

    static let codeSecret = Shape.object(
        "OneTimeSecret",
        [
            .required("secret", line.example("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"), "Khóa.", "The secret."),
            .required("address", line, "Nội dung mã QR.", "What its QR code holds."),
        ])
}
