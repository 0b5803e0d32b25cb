import DossierDomain
import DossierService

extension BodyShape {
    private static let days: Field = .optional(
        "days", .integer(1...Int64(CredentialRequest.maximumDays)), "Hiệu lực bao nhiêu ngày; mặc định 365.",
        "For how many days; 365 by default.")

    static let credential = Shape.object(
        "NewCredential",
        [
            .required("role", .enumeration(Role.self), "Vai trò.", "Its role."),
            .required("name", .string(max: 120).example("Máy quầy 1 Văn An"), "Tên để nhận ra.", "What it is called."),
            Field.optional("office", .identifier, "Bộ phận một cửa.", "The office it acts at.").excluding("agency"),
            .optional("agency", .identifier, "Cơ quan.", "The agency it acts for."),
            .optional("counter", .identifier, "Quầy.", "The counter it stands at."),
            .optional("posting", .identifier, "Phân công của người dùng.", "The posting it acts under."),
            days,
        ])

    static let credentialRotation = Shape.object(
        "CredentialRotation",
        [
            days,
            .optional(
                "overlapMinutes", .integer(0...Int64(CredentialRequest.maximumOverlapMinutes)),
                "Thẻ cũ còn dùng được bao nhiêu phút; mặc định 1440, 0 là hết ngay.",
                "For how many minutes the old one is still accepted; 1440 by default, 0 for none."),
        ])

    private static let userName: Field = .required(
        "userName", .identifier.example("an.vanan"), "Tên đăng nhập.", "The name that is typed.")

    /// As long as any that is taken: what is longer is refused before it costs anything.
    private static let password = Shape.string(max: PasswordPolicy.maximumBytes)

    static let login = Shape.object(
        "NewLogin",
        [
            userName,
            .required(
                "password", password.example("con trâu đi qua đồng"), "Mật khẩu tạm, phải đổi khi đăng nhập.",
                "A first password, to be changed at the first login."),
        ])

    static let session = Shape.object(
        "NewSession",
        [
            userName,
            .required("password", password.example("con trâu đi qua đồng"), "Mật khẩu.", "The password."),
            .optional("code", oneTimeCode, "Mã xác thực 6 chữ số.", "The authenticator's code."),
            .optional(
                "secret", codeSecret, "Khóa của ứng dụng xác thực, nếu bật lúc này (xem codes-needed).",
                "The authenticator's secret, where codes are set up now (see codes-needed)."),
            .optional("newPassword", password, "Mật khẩu mới, nếu đổi.", "A new password, where it is changed."),
            .optional(
                "setUpCode", .string(max: 20).example("K7QX-3M2P-9RTV"),
                "Mã thiết lập kèm mật khẩu tạm: đăng nhập được dù người lạ thử sai nhiều lần.",
                "The code that came with a first password: strangers' wrong tries keep nobody out who sends it."),
            .optional("posting", .identifier, "Phân công, nếu có nhiều.", "The posting, where there are several."),
        ])

    private static let oneTimeCode = Shape.string(min: OneTimeCode.length, max: OneTimeCode.length).example("492039")

    private static let codeSecret = Shape.string(min: 32, max: 32).example("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

    static let oneTimeCodes = Shape.object(
        "OneTimeCodes",
        [
            .required("secret", codeSecret, "Khóa đã nhận.", "The secret."),
            .required("code", oneTimeCode, "Mã đang hiện.", "The code that is shown."),
            .optional(
                "currentCode", oneTimeCode, "Mã của khóa đang dùng, nếu thay khóa.",
                "A code of the secret that is in use, where it is replaced."),
        ])
}
