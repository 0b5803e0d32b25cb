import DossierDomain
import DossierRouting
import Testing

/// Who may come in is decided like everything else: by whom, and what then stands on record.
@Suite("Who may come in")
struct AccessTests {
    private let now = at("08-20 08:00")
    private let clerk = Actor(
        credential: CredentialID("clerk-2"), role: .postalClerk, body: .office(OfficeID("van-an")), employer: .post)

    private func refusal(_ command: AccessCommand, by actor: Actor = .administrator) -> AccessRefusal? {
        do throws(AccessRefusal) {
            _ = try decide(command, by: actor, now: now, under: SmallProvince.catalogue)
            return nil
        } catch {
            return error
        }
    }

    private func events(_ command: AccessCommand, by actor: Actor = .administrator) throws -> [AccessEvent] {
        try decide(command, by: actor, now: now, under: SmallProvince.catalogue)
    }

    private func held(
        session: Bool = false, until end: Timestamp? = nil, revoked: Bool = false
    ) -> AccessCommand.HeldCredential {
        AccessCommand.HeldCredential(
            holder: clerk, isSession: session, issuedAt: now.adding(minutes: -10),
            expiresAt: end ?? now.adding(minutes: 100), isRevoked: revoked)
    }

    private func replaced(_ old: AccessCommand.HeldCredential, overlap: Int = 60) -> AccessCommand {
        .replace(
            old, by: CredentialID("clerk-3"), expiresAt: now.adding(minutes: 1_000),
            oldEndsAt: now.adding(minutes: overlap))
    }

    @Test("SEC-06 only administrators and the machine itself say who may come in")
    func byWhom() throws {
        let person = PersonID("binh")
        let commands: [AccessCommand] = [
            .issue(to: clerk, expiresAt: now.adding(minutes: 5)), replaced(held()), .revoke(held()),
            .giveLogin(to: person, inPlaceOf: nil), .removeLogin(of: person),
        ]
        let others = [
            clerk, .official("van-an"),
            Actor(credential: CredentialID("i"), role: .inspector, body: nil, employer: .agency),
        ]
        for command in commands {
            for actor in others {
                #expect(refusal(command, by: actor) == .forbidden(.operateByAdministrator), "\(command) \(actor.role)")
            }
            #expect(refusal(command) != .forbidden(.operateByAdministrator))
        }
        // A password and codes are their owner's alone; a lock-out is the system's.
        let change = AccessCommand.changeLogin(of: person, password: true, codes: false)
        #expect(refusal(change) == .forbidden(.actUnderPosting))
        #expect(refusal(change, by: clerk) == .forbidden(.actUnderPosting))
        let bar = AccessCommand.bar(person, atHome: false, after: FailedAttempts(count: 10, latestAt: now))
        #expect(refusal(bar) == .forbidden(.watchBySystem))
    }

    @Test("a credential is issued for a place in force, replaced while it is accepted, and revoked once")
    func credentials() throws {
        let end = now.adding(minutes: 1_000)
        #expect(
            try events(.issue(to: clerk, expiresAt: end)) == [
                .credentialIssued(.init(holder: clerk, expiresAt: end))
            ])
        let nowhere = Actor(
            credential: CredentialID("x"), role: .postalClerk, body: .office(OfficeID("nowhere")), employer: .post)
        #expect(refusal(.issue(to: nowhere, expiresAt: end)) == .place(.unknownOffice(OfficeID("nowhere"))))

        let new = clerk.bearing(CredentialID("clerk-3"))
        func ends(_ old: AccessCommand.HeldCredential, overlap: Int) throws -> Timestamp? {
            let events = try events(replaced(old, overlap: overlap))
            #expect(events.first == .credentialIssued(.init(holder: new, expiresAt: end, replaces: clerk.credential)))
            guard case .credentialReplaced(let replaced) = events.last, events.count == 2 else { return nil }
            #expect(replaced.credential == clerk.credential && replaced.by == new.credential)
            return replaced.expiresAt
        }
        #expect(try ends(held(), overlap: 60) == now.adding(minutes: 60))
        #expect(try ends(held(), overlap: 600) == now.adding(minutes: 100), "it ends no later than it would have")
        #expect(
            try ends(held(), overlap: -600)
                == Timestamp(milliseconds: now.adding(minutes: -10).milliseconds + 1), "it was there")
        for old in [held(session: true), held(until: now), held(revoked: true)] {
            #expect(refusal(replaced(old)) == .over)
        }
        #expect(try events(.revoke(held())) == [.credentialRevoked(.init(holder: clerk))])
        #expect(try events(.revoke(held(revoked: true))) == [])
    }

    @Test("a lock-out is told once for all wrong tries in a row, so that a stranger doesn't write the record at will")
    func bars() throws {
        let person = PersonID("binh")
        func told(_ count: Int) throws -> Int {
            try events(
                .bar(person, atHome: true, after: FailedAttempts(count: count, latestAt: now)), by: .system
            ).count
        }
        #expect(try (1...40).filter { try told($0) == 1 } == [10])
        let event = try events(
            .bar(person, atHome: true, after: FailedAttempts(count: 10, latestAt: now)), by: .system)
        #expect(
            event == [
                .loginBarred(.init(person: person, atHome: true, failures: 10, until: now.adding(minutes: 15)))
            ])
    }
}
