import Testing

@testable import HTTPServer

@Suite("Parts of a loop")
struct LoopPartsTests {
    @Test("Deadlines fire in order and not before their time")
    func deadlines() {
        var heap = DeadlineHeap()
        // A fixed shuffle: 37 is coprime to 101.
        for index in 0..<101 {
            heap.insert(
                .init(time: MonotonicTime(nanoseconds: Int64(index * 37 % 101)), token: UInt64(index)))
        }
        #expect(heap.soonest == MonotonicTime(nanoseconds: 0))
        var fired: [Int64] = []
        while let entry = heap.popDue(at: MonotonicTime(nanoseconds: 50)) {
            fired.append(entry.time.nanoseconds)
        }
        #expect(fired == Array(0...50))
        #expect(heap.soonest == MonotonicTime(nanoseconds: 51))
    }

    @Test("The ledger counts in all and by address, IPv6 by its /64")
    func ledger() {
        let ledger = ConnectionLedger(limit: 5, limitPerAddress: 2)
        func isAdmitted(_ peer: PeerAddress, isProxy: Bool = false) -> Bool {
            ledger.admit(peer, isProxy: isProxy) != nil
        }
        let first = ledger.admit(.ipv4(1, port: 1))
        #expect(isAdmitted(.ipv4(1, port: 2)))
        #expect(!isAdmitted(.ipv4(1, port: 3)))
        #expect(isAdmitted(.ipv6(7, 1, port: 1)))
        #expect(isAdmitted(.ipv6(7, 2, port: 1)))
        #expect(!isAdmitted(.ipv6(7, 3, port: 1)))
        #expect(isAdmitted(.ipv6(7, 3, port: 1), isProxy: true))
        #expect(!isAdmitted(.local))
        #expect(ledger.total == 5)
        if let first { ledger.release(first) }
        #expect(isAdmitted(.ipv4(1, port: 4)))
    }

    @Test("Addresses are told in figures")
    func addresses() {
        #expect(PeerAddress.ipv4(0x7F00_0001, port: 80).description == "127.0.0.1:80")
        #expect(
            PeerAddress.ipv6(0x2001_0DB8_0000_0000, 1, port: 80).description == "[2001:db8:0:0:0:0:0:1]:80")
    }
}
