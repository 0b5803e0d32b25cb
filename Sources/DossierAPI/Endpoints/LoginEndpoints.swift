import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// People's logins: what administrators give, sessions, and codes of an authenticator.
    var loginEndpoints: [Endpoint<Desk>] {
        [listLogins, setLogin, removeLogin, logIn, logOut, newCodeSecret, useCodes]
    }

    private var listLogins: Endpoint<Desk> {
        Endpoint(
            operation: "listLogins", method: .get, path: "/v1/logins", tag: "credentials",
            summary: Wording(vi: "Ai đăng nhập được.", en: "Who can log in."), access: .roles([.administrator]),
            success: Wording(vi: "Danh sách theo tên đăng nhập.", en: "The list, by name."), answer: AnswerShape.logins
        ) { input throws(Problem) in
            let logins = try using { () throws(ServiceError) in try service.logins(reader: input.context.reader) }
            let catalogue = service.catalogue
            let names = Dictionary(catalogue.document.people.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
            let postings = catalogue.postingsByPerson(on: service.now().date)
            return .json([
                "logins": .list(logins) {
                    .object(row($0, of: names[$0.person], under: postings[$0.person] ?? []))
                }
            ])
        }
    }

    private var setLogin: Endpoint<Desk> {
        Endpoint(
            operation: "setLogin", method: .put, path: "/v1/logins/{person}", tag: "credentials",
            summary: Wording(
                vi:
                    "Cấp hoặc cấp lại mật khẩu tạm cho một người; phiên đang mở kết thúc, lần đăng nhập tới phải đổi; kèm mã thiết lập.",
                en: "Give somebody a first password, or a new one: open sessions end, and it is changed at the next"
                    + " login. Sent again, it changes nothing. The answer has a code to be handed over with it."),
            access: .roles([.administrator]), body: BodyShape.login, success: Wording(vi: "Đã cấp.", en: "Given."),
            problems: [.passwordWeak, .unknownPerson, .userNameTaken, .loginBusy, .contention],
            answer: AnswerShape.givenLogin
        ) { input throws(Problem) in
            let person: PersonID = try input.identifier("person")
            return try await answering { () async throws(ServiceError) in
                let given = try await service.setLogin(
                    of: person, userName: input.body.string("userName"), password: input.body.string("password"),
                    by: caller(of: input), reader: input.context.reader)
                var members = row(given.login)
                members.append("setUpCode", .string(given.setUpCode))
                return .json(.object(members))
            }
        }
    }

    private var removeLogin: Endpoint<Desk> {
        Endpoint(
            operation: "removeLogin", method: .delete, path: "/v1/logins/{person}", tag: "credentials",
            summary: Wording(
                vi: "Thu hồi quyền đăng nhập của một người; phiên đang mở kết thúc ngay.",
                en: "Take somebody's login away; open sessions end at once."),
            access: .roles([.administrator]), successStatus: 204,
            success: Wording(vi: "Đã thu hồi.", en: "Taken away."),
            problems: [.notFound, .contention]
        ) { input throws(Problem) in
            let person: PersonID = try input.identifier("person")
            return try await answering { () async throws(ServiceError) in
                try await service.removeLogin(of: person, by: caller(of: input), reader: input.context.reader)
                return APIReply(status: .noContent)
            }
        }
    }

    private var logIn: Endpoint<Desk> {
        Endpoint(
            operation: "logIn", method: .post, path: "/v1/sessions", tag: "caller",
            summary: Wording(
                vi: "Đăng nhập bằng tên và mật khẩu; phiên gắn với một phân công, hết sau 12 giờ.",
                en: "Log in with name and password: a session bound to one posting, over after 12 hours."),
            access: .open, body: BodyShape.session, successStatus: 201,
            success: Wording(vi: "Phiên và token.", en: "The session and its token."),
            problems: [
                .loginFailed, .codeNeeded, .codesNeeded, .codeWrong, .loginBarred, .loginBusy, .passwordChangeNeeded,
                .passwordWeak, .notPosted,
                .postingNeeded, .contention,
            ], answer: AnswerShape.issuedCredential
        ) { input throws(Problem) in
            let body = input.body
            let request = LoginRequest(
                userName: body.string("userName"), password: body.string("password"),
                code: body.optionalString("code"), codeSecret: try codeSecret(in: body),
                newPassword: body.optionalString("newPassword"), setUpCode: body.optionalString("setUpCode"),
                posting: body.optionalIdentifier("posting"), requestID: input.requestID,
                address: input.request.address)
            return try await issued(for: input) { () async throws(ServiceError) in
                try await service.logIn(request, reader: input.context.reader)
            }
        }
    }

    private var logOut: Endpoint<Desk> {
        Endpoint(
            operation: "logOut", method: .delete, path: "/v1/sessions/current", tag: "caller",
            summary: Wording(vi: "Đăng xuất.", en: "Log out."), successStatus: 204,
            success: Wording(vi: "Phiên đã kết thúc.", en: "The session is over."), problems: [.notFound]
        ) { input throws(Problem) in
            try await answering { () async throws(ServiceError) in
                try await service.logOut(input.caller(), reader: input.context.reader)
                return APIReply(status: .noContent)
            }
        }
    }

    private var newCodeSecret: Endpoint<Desk> {
        Endpoint(
            operation: "newCodeSecret", method: .post, path: "/v1/me/one-time-secrets", tag: "caller",
            summary: Wording(
                vi: "Khóa mới cho ứng dụng xác thực; chưa có tác dụng cho tới khi gửi PUT /v1/me/one-time-codes.",
                en: "A new secret for an authenticator; nothing asks for its codes before PUT /v1/me/one-time-codes."),
            success: Wording(vi: "Khóa và nội dung mã QR.", en: "The secret, and what its QR code holds."),
            problems: [.notFound], answer: AnswerShape.codeSecret
        ) { input throws(Problem) in
            let login = try using { () throws(ServiceError) in
                try service.ownLogin(of: input.caller(), reader: input.context.reader)
            }
            let secret = OneTimeSecret.new()
            return .json([
                "secret": .string(secret.text), "address": .string(secret.address(for: login.userName)),
            ])
        }
    }

    private var useCodes: Endpoint<Desk> {
        Endpoint(
            operation: "useCodes", method: .put, path: "/v1/me/one-time-codes", tag: "caller",
            summary: Wording(
                vi: "Từ nay đăng nhập phải có mã của ứng dụng xác thực; gửi khóa và một mã để chứng tỏ đã cài.",
                en: "From now on logging in takes a code: send the secret, and a code that shows that the"
                    + " authenticator has it."),
            body: BodyShape.oneTimeCodes, successStatus: 204, success: Wording(vi: "Đã bật.", en: "Done."),
            problems: [.notFound, .codeWrong, .codeNeeded, .loginFailed, .loginBarred, .contention]
        ) { input throws(Problem) in
            guard let secret = try codeSecret(in: input.body) else { throw Problem(.codeWrong) }
            return try await answering { () async throws(ServiceError) in
                try await service.useCodes(
                    of: secret, code: input.body.string("code"), currentCode: input.body.optionalString("currentCode"),
                    by: caller(of: input), from: input.request.address, reader: input.context.reader)
                return APIReply(status: .noContent)
            }
        }
    }

    /// The secret of codes that is sent back; `code-wrong` where it isn't one that was offered.
    private func codeSecret(in body: CheckedObject) throws(Problem) -> OneTimeSecret? {
        guard let text = body.optionalString("secret") else { return nil }
        guard let secret = OneTimeSecret(text) else { throw Problem(.codeWrong) }
        return secret
    }

    private func answering(
        _ work: () async throws(ServiceError) -> APIReply
    ) async throws(Problem) -> APIReply {
        do throws(ServiceError) {
            return try await work()
        } catch {
            throw Problem(error, catalogue: service.catalogue, date: service.now().date)
        }
    }

    private func row(_ login: StoredLogin) -> JSONObject {
        let person = service.catalogue.document.people.first { $0.id == login.person }
        let postings = service.catalogue.postings(of: login.person, on: service.now().date)
        return row(login, of: person?.name, under: postings)
    }

    private func row(_ login: StoredLogin, of name: String?, under postings: [Posting]) -> JSONObject {
        let failed = [login.failuresAtHome.latestAt, login.failuresElsewhere.latestAt].compactMap(\.self).max()
        return [
            "person": .identifier(login.person), "name": .optional(name),
            "userName": .string(login.userName), "mustChangePassword": .bool(login.mustChange),
            "usesCodes": .bool(login.codeSecret != nil),
            "failures": [
                "atHome": .count(login.failuresAtHome.count), "elsewhere": .count(login.failuresElsewhere.count),
            ],
            "lastFailedAt": .optional(failed), "changedAt": .instant(login.changedAt),
            "setBy": .optional(login.setBy),
            "postings": .list(postings) { .identifier($0.id) },
        ]
    }
}
