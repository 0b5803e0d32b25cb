import DossierAPI
import DossierDomain
import DossierService
import DossierStore
import DossierStoreSQLite
import DossierTesting
import Foundation
import HTTPTypes
import Synchronization
import Testing

/// The master key of personal data: checked, replaced, read from its file.
@Suite("Personal keys", .timeLimit(.minutes(5)))
struct PersonalKeyTests {
    private let house: House

    init() throws {
        house = try House()
    }

    // MARK: Checking keys

    private func checked(by keys: @escaping @Sendable () -> KeyRing) async throws -> VerificationReport {
        try await verify(
            house.store, genesis: EventChain.genesis, hash: { EventChain.hash(after: $0, canonical: $1) }, workers: 1,
            keys: keys)
    }

    @Test("AUD-03 verify opens each personal key, and names one that it can't open by its identity alone")
    func verifiedKeys() async throws {
        for _ in 0..<3 { _ = try await house.received() }
        let ring = house.service.keys
        let clean = try await checked { ring }
        #expect(clean.isClean && clean.keyCount == 3, "\(clean.differences)")
        let foreign = try #require(KeyRing(secret: [UInt8](repeating: 9, count: KeyRing.secretLength)))
        #expect(try await checked { foreign }.differenceCount == 3)
        let both = try #require(ring.adding(secret: [UInt8](repeating: 8, count: KeyRing.secretLength)))
        let newest = both.withoutFormer
        let missing = try await checked { newest }
        #expect(
            missing.differences.map { "\($0.place): \($0.fact)" } == [
                "master key 1: it isn't in the key file, and 3 personal keys are wrapped by it"
            ])
        // The master key is replaced between reading them and looking into the key file.
        let looks = Mutex(0)
        let meanwhile = try await checked {
            looks.withLock { looks in
                looks += 1
                return looks <= 3 ? newest : both
            }
        }
        #expect(meanwhile.isClean && meanwhile.keyCount == 3, "\(meanwhile.differences)")

        let stored = try #require(try house.store.makeReader().subjects(afterID: nil, limit: 1).first)
        var damaged = stored.value.wrappedKey
        damaged[20] ^= 1
        let changed = try await house.store.rewrap([
            RewrappedSubject(
                id: stored.value.subject, former: stored.value.wrappedKey, wrappedKey: damaged, keyVersion: 1,
                person: stored.person)
        ])
        #expect(changed == 1)
        let told = try await checked { ring }
        #expect(
            told.differences.map { "\($0.place): \($0.fact)" } == [
                "personal key \(stored.value.subject): the key file doesn't open it, or not its value"
            ])
        house.close()
    }

    // MARK: Replacing the master key

    @Test(
        "AUD-03 the master key is replaced while things go on: nothing is lost, and the former key opens nothing more")
    func rotated() async throws {
        let path = try await house.received()
        let former = house.service.keys
        let both = try #require(former.adding(secret: [UInt8](repeating: 8, count: KeyRing.secretLength)))
        #expect(both.versions == [1, 2] && both.newestVersion == 2)
        let reader = try house.store.makeReader()
        let rotation = KeyRotation(store: house.store, keys: both)
        func readable(by ring: KeyRing) throws -> Int {
            let vault = PersonalDataVault(keys: { ring }, newID: { "none" })
            return try house.store.makeReader().subjects(afterID: nil, limit: 100).count { vault.opens($0) }
        }
        #expect(try readable(by: former) == 1 && readable(by: both) == 1)
        let first = try await rotation.rewrapAll(reader: reader)
        #expect(first.changed == 1 && first.unreadable.isEmpty)
        // The server hasn't looked at the key file yet: what it wraps now is found by the second round.
        let late = try await house.received()
        #expect(try readable(by: both) == 2)
        try await rotation.refuseFormer()
        let refused = try await house.send(.post, "/v1/dossiers", as: House.clerk, body: House.newDossier)
        #expect(refused.status == 503, "\(refused.json)")
        #expect(try await rotation.rewrapAll(reader: reader).changed == 1)
        #expect(try await rotation.rewrapAll(reader: reader).changed == 0, "done again, it finds nothing to do")
        #expect(try reader.keyCounts() == [2: 2])
        let only = both.withoutFormer
        #expect(try readable(by: only) == 2 && readable(by: former) == 0)
        let text = try #require(KeyRing(text: only.text))
        #expect(text.newestVersion == 2 && text.text == only.text)
        #expect(try readable(by: text) == 2)
        let number = try #require(DossierNumber(path.replacing("/v1/dossiers/", with: "")))
        #expect(text.slipCode(for: number) == former.slipCode(for: number), "a slip is on paper")
        #expect(!only.text.contains(String(repeating: "07", count: 32)), "the former secret is gone")
        _ = late
        house.close()
    }

    @Test(
        "a key file that says something else isn't taken for one",
        arguments: [
            "", "07", String(repeating: "0", count: 63), String(repeating: "z", count: 64), "motcua-keys 1\n",
            "motcua-keys 1\nmaster 1 " + String(repeating: "07", count: 32),
            "motcua-keys 2\nslip-codes \(String(repeating: "07", count: 32))\nuploads \(String(repeating: "07", count: 32))\n"
                + "master 1 \(String(repeating: "07", count: 32))",
        ])
    func badKeyFile(text: String) {
        #expect(KeyRing(text: text) == nil)
    }

    @Test(
        "AUD-03 a key file belongs to a database by the keys that stay, before, while and after its master key is replaced"
    )
    func keysOfADatabase() throws {
        func secret(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: KeyRing.secretLength) }
        let first = try #require(KeyRing(secret: secret(7)))
        let both = try #require(first.adding(secret: secret(8)))
        for ring in [first, both, both.withoutFormer] {
            for other in [first, both, both.withoutFormer] { #expect(ring.isOfSameDatabase(as: other)) }
            let read = try #require(KeyRing(text: ring.text))
            #expect(read.isOfSameDatabase(as: ring))
        }
        let foreign = try #require(KeyRing(secret: secret(9)))
        #expect(!foreign.isOfSameDatabase(as: first) && !first.isOfSameDatabase(as: foreign))
        let forked = try #require(first.adding(secret: secret(10)))
        #expect(!forked.isOfSameDatabase(as: both), "another key under the same version")
    }
}
