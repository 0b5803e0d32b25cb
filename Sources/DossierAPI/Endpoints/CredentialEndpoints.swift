import DossierDomain
import DossierRouting
import DossierService
import DossierStore
import HTTPTypes

extension DossierEndpoints {
    /// Credentials of terminals, systems and administrators: issued, listed, rotated, revoked (SEC-06).
    var credentialEndpoints: [Endpoint<Desk>] {
        [listCredentials, issueCredential, rotateCredential, revokeCredential]
    }

    private var listCredentials: Endpoint<Desk> {
        Endpoint(
            operation: "listCredentials", method: .get, path: "/v1/credentials", tag: "credentials",
            summary: Wording(
                vi: "Các thẻ và phiên đăng nhập, không có phần bí mật; ghi office hoặc agency để chỉ xem một nơi.",
                en: "Credentials and sessions, without their secrets; with office or agency, only those of that body."),
            access: .roles([.administrator]),
            query: [
                .optional("office", .identifier, "Bộ phận một cửa.", "An office."),
                .optional("agency", .identifier, "Cơ quan.", "An agency."),
                .optional(
                    "kind", .enumeration(StoredCredential.Kind.self), "Thẻ máy hay phiên đăng nhập.",
                    "Credentials of machines, or sessions."),
                .optional(
                    "standing", .enumeration(CredentialStanding.self), "Còn hiệu lực, hết hạn hay đã thu hồi.",
                    "Accepted, expired or revoked."),
                .optional(
                    "issuedBy", .identifier, "Do người cầm thẻ này cấp.", "Issued by the bearer of that credential."),
                .optional("limit", .integer(1...200), "Số dòng, tối đa 200.", "Rows, at most 200."),
                .optional("after", .identifier, "Dấu trang.", "Cursor of the page before."),
            ],
            success: Wording(vi: "Danh sách, cũ nhất trước.", en: "The list, oldest first."),
            answer: AnswerShape.credentials
        ) { input throws(Problem) in
            let now = service.now()
            let limit = input.query.optionalInteger("limit") ?? 50
            var filter = CredentialFilter(now: now, limit: limit + 1)
            filter.body =
                input.query.optionalIdentifier("office", OfficeID.self).map(Body.office)
                ?? input.query.optionalIdentifier("agency", AgencyID.self).map(Body.agency)
            filter.kind = input.query.optionalChoice("kind", StoredCredential.Kind.self)
            filter.standing = input.query.optionalChoice("standing", CredentialStanding.self)
            filter.issuedBy = input.query.optionalIdentifier("issuedBy", CredentialID.self)
            filter.after = input.query.optionalIdentifier("after", CredentialID.self)
            let wanted = filter
            let found = try using { () throws(ServiceError) in
                try service.credentials(matching: wanted, reader: input.context.reader)
            }
            let page = found.prefix(limit)
            return list(
                "credentials", page.map { row($0, at: now, input) },
                next: found.count > limit ? page.last?.id.text : nil, for: input)
        }
    }

    private var issueCredential: Endpoint<Desk> {
        Endpoint(
            operation: "issueCredential", method: .post, path: "/v1/credentials", tag: "credentials",
            summary: Wording(
                vi: "Cấp thẻ cho một quầy, một hệ thống hoặc một quản trị viên; token chỉ hiện một lần.",
                en: "Issue a credential for a counter, a system or an administrator; its token is shown once."),
            access: .roles([.administrator]), body: BodyShape.credential, needsKey: true, successStatus: 201,
            success: Wording(vi: "Thẻ và token.", en: "The credential and its token."),
            problems: [.credentialRefused, .keyReused, .contention], answer: AnswerShape.issuedCredential
        ) { input throws(Problem) in
            let role = input.body.choice("role", Role.self)
            let office = input.body.optionalIdentifier("office", OfficeID.self).map(Body.office)
            let agency = input.body.optionalIdentifier("agency", AgencyID.self).map(Body.agency)
            // Its credential is filled in when it is issued.
            let actor = Actor(
                credential: input.caller().credential, role: role, body: office ?? agency,
                employer: role == .postalClerk ? .post : .agency,
                counter: input.body.optionalIdentifier("counter"), posting: input.body.optionalIdentifier("posting"))
            let request = CredentialRequest(
                actor: actor, name: input.body.string("name"),
                days: input.body.optionalInteger("days") ?? CredentialRequest.usualDays)
            return try await issued(for: input) { () async throws(ServiceError) in
                try await service.issue(request, by: caller(of: input), reader: input.context.reader)
            }
        }
    }

    private var rotateCredential: Endpoint<Desk> {
        Endpoint(
            operation: "rotateCredential", method: .post, path: "/v1/credentials/{credential}/rotation",
            tag: "credentials",
            summary: Wording(
                vi: "Cấp thẻ mới thay thẻ này, cùng nơi và vai trò; hai thẻ cùng dùng được trong overlapMinutes.",
                en: "Issue a credential in place of this one, for the same body and role; both are accepted for"
                    + " overlapMinutes."),
            access: .roles([.administrator]), body: BodyShape.credentialRotation, needsKey: true, successStatus: 201,
            success: Wording(vi: "Thẻ mới và token.", en: "The new credential and its token."),
            problems: [.notFound, .credentialRefused, .keyReused, .contention], answer: AnswerShape.issuedCredential
        ) { input throws(Problem) in
            let id: CredentialID = try input.identifier("credential")
            let days = input.body.optionalInteger("days") ?? CredentialRequest.usualDays
            let overlap = input.body.optionalInteger("overlapMinutes") ?? CredentialRequest.usualOverlapMinutes
            return try await issued(for: input) { () async throws(ServiceError) in
                try await service.rotate(
                    id, days: days, overlapMinutes: overlap, by: caller(of: input), reader: input.context.reader)
            }
        }
    }

    private var revokeCredential: Endpoint<Desk> {
        Endpoint(
            operation: "revokeCredential", method: .delete, path: "/v1/credentials/{credential}", tag: "credentials",
            summary: Wording(
                vi: "Thu hồi thẻ hoặc phiên ngay lập tức; thu hồi lại thì không đổi gì.",
                en: "Revoke a credential or session at once; done again, it changes nothing."),
            access: .roles([.administrator]), success: Wording(vi: "Thẻ đã thu hồi.", en: "The revoked credential."),
            problems: [.notFound], answer: AnswerShape.credential
        ) { input throws(Problem) in
            let id: CredentialID = try input.identifier("credential")
            let revoked: StoredCredential
            do throws(ServiceError) {
                revoked = try await service.revoke(id, by: caller(of: input), reader: input.context.reader)
            } catch {
                throw Problem(error, catalogue: service.catalogue, date: service.now().date)
            }
            return .json(row(revoked, at: service.now(), input))
        }
    }

    /// Answers a credential with its token, the only time that it is shown.
    func issued(
        for input: Input<Desk>, _ issue: () async throws(ServiceError) -> IssuedCredential
    ) async throws(Problem) -> APIReply {
        let issued: IssuedCredential
        do throws(ServiceError) {
            issued = try await issue()
        } catch {
            throw Problem(error, catalogue: service.catalogue, date: service.now().date)
        }
        var reply = APIReply.json(
            ["token": .string(issued.token), "credential": row(issued.credential, at: service.now(), input)],
            status: .created)
        if issued.isReplay { reply.fields[.idempotencyReplayed] = "true" }
        return reply
    }

    private func row(_ credential: StoredCredential, at now: Timestamp, _ input: Input<Desk>) -> JSONValue {
        let actor = credential.actor
        return [
            "id": .identifier(credential.id), "name": .string(credential.name), "kind": .name(credential.kind),
            "standing": .name(credential.standing(at: now)), "role": .name(actor.role),
            "employer": .name(actor.employer), "body": actor.body.map(naming(input).body),
            "counter": .optional(actor.counter), "posting": .optional(actor.posting),
            "issuedAt": .instant(credential.issuedAt), "expiresAt": .instant(credential.expiresAt),
            "revokedAt": .optional(credential.revokedAt), "lastUsedAt": .optional(credential.lastUsedAt),
            "replaces": .optional(credential.replaces), "issuedBy": .optional(credential.issuedBy),
        ]
    }
}
