import DossierDomain
import Testing

/// Rates, lock-out, passwords, one-time codes and turns: what keeps guessing slow and one client from taking all.
@Suite("Access")
struct AccessTests {
    static func instant(_ seconds: Double) -> Timestamp {
        Timestamp(milliseconds: 1_566_262_800_000 + Int64(seconds * 1_000))
    }

    @Test(
        "a bucket gives its burst at once, then so many a minute",
        arguments: [
            // burst, a minute, seconds of the requests, seconds to wait told to each (nil: taken)
            (2, 60, [0.0, 0, 0], [nil, nil, 1] as [Int?]),
            (2, 60, [0, 0, 0.999, 1], [nil, nil, 1, nil]),
            (1, 6, [0, 1, 9.5, 10], [nil, 9, 1, nil]),
            (3, 60, [0, 0, 0, 3_600, 3_600, 3_600, 3_600], [nil, nil, nil, nil, nil, nil, 1]),
            (1, 60, [0, -3_600, -3_599, -3_599], [nil, 1, nil, 1]),
            (1, 10_000_000, [0, 0, 0.001], [nil, 1, nil]),
        ])
    func bucket(_ row: (burst: Int, perMinute: Int, at: [Double], waits: [Int?])) {
        var bucket = TokenBucket(RequestRate(burst: row.burst, perMinute: row.perMinute), at: Self.instant(0))
        for (at, wait) in zip(row.at, row.waits) {
            let answer = bucket.take(at: Self.instant(at))
            #expect(answer == wait, "at \(at)")
        }
    }

    @Test("a bucket that was refused anything costs nothing more, and is full again after its burst's time")
    func refusalIsFree() {
        var bucket = TokenBucket(RequestRate(burst: 2, perMinute: 60), at: Self.instant(0))
        for _ in 0..<100 { _ = bucket.take(at: Self.instant(0)) }
        #expect(bucket.secondsToWait(at: Self.instant(0)) == 1)
        #expect(!bucket.isFull(at: Self.instant(1.999)))
        #expect(bucket.isFull(at: Self.instant(2)))
    }

    @Test(
        "after wrong passwords one waits twice as long each time, and is locked out for a quarter of an hour",
        arguments: [
            (0, 0), (3, 0), (4, 2), (5, 4), (6, 8), (7, 16), (8, 32), (9, 64), (10, 900), (11, 900), (500, 900),
        ])
    func lockOut(_ row: (count: Int, seconds: Int)) {
        let policy = LockOutPolicy()
        var attempts = FailedAttempts.none
        for _ in 0..<row.count { attempts = policy.adding(to: attempts, at: Self.instant(0)) }
        #expect(attempts.count == row.count)
        let until = policy.barredUntil(attempts, at: Self.instant(0))
        #expect(until == (row.seconds == 0 ? nil : Self.instant(Double(row.seconds))))
        #expect(policy.barredUntil(attempts, at: Self.instant(Double(row.seconds))) == nil)
    }

    @Test("wrong passwords are forgotten after a day without any")
    func forgotten() {
        let policy = LockOutPolicy()
        let many = FailedAttempts(count: 12, latestAt: Self.instant(0))
        #expect(policy.adding(to: many, at: Self.instant(86_399)).count == 13)
        #expect(policy.adding(to: many, at: Self.instant(86_400)).count == 1)
    }

    @Test(
        "a password is taken for its length, and not where it is the first that one tries",
        arguments: [
            ("con trâu đi qua đồng", nil), ("xe đạp màu xanh 7", nil), ("Tháng Tám hồ Kỳ Lừa", nil),
            ("ngắn quá 123", nil), ("ngắn quá 12", .tooShort), ("", .tooShort),
            (String(repeating: "abcdefgh ", count: 29), .tooLong),
            ("aaaaaaaaaaaaaaa", .fewCharacters), ("ababababababab", .fewCharacters),
            ("chị NVAN ở Văn An", .holdsName), ("Matkhau@12345678", .common), ("Password12345!", .common),
            ("123456789012", .common), ("qwertyuiopas", .common),
        ] as [(String, PasswordWeakness?)])
    func password(_ row: (password: String, weakness: PasswordWeakness?)) {
        #expect(PasswordPolicy.weakness(of: row.password, userName: "nvan") == row.weakness)
    }

    @Test("a one-time code counts half a minute before and after, and once")
    func steps() {
        let now = Timestamp(milliseconds: 59_000)
        #expect(OneTimeCode.steps(at: now, lastUsed: nil) == [1, 0, 2])
        #expect(OneTimeCode.steps(at: now, lastUsed: 0) == [1, 2])
        #expect(OneTimeCode.steps(at: now, lastUsed: 1) == [2])
        #expect(OneTimeCode.steps(at: now, lastUsed: 2).isEmpty)
        #expect(OneTimeCode.steps(at: Timestamp(milliseconds: 0), lastUsed: nil) == [0, 1])
        #expect(OneTimeCode.counter(of: 0x0102) == [0, 0, 0, 0, 0, 0, 1, 2])
    }

    @Test("a digest becomes a code as in RFC 4226, 5.4")
    func truncation() {
        let digest: [UInt8] = [
            0x1f, 0x86, 0x98, 0x69, 0x0e, 0x02, 0xca, 0x16, 0x61, 0x85, 0x50, 0xef, 0x7f, 0x19, 0xda, 0x8e, 0x94,
            0x5b, 0x55, 0x5a,
        ]
        #expect(OneTimeCode.code(of: digest) == "872921")
        #expect(OneTimeCode.code(of: [UInt8](repeating: 0, count: 20)) == "000000")
        #expect(OneTimeCode.code(of: [1, 2, 3]) == nil)
    }

    @Test("who has brought a thousand waits for its turn like who has brought one")
    func turns() {
        var queue = FairQueue<String, String>(limit: 12, limitPerOwner: 8)
        var refused: [String] = []
        func bring(_ count: Int, of owner: String) {
            for index in 0..<count { refused += queue.append("\(owner) \(index)", of: owner).map { [$0] } ?? [] }
        }
        bring(9, of: "greedy")
        bring(2, of: "Văn An")
        bring(1, of: "Yên Phúc")
        bring(2, of: "Châu Sơn")
        #expect(refused == ["greedy 8", "greedy 7"], "one has too much; then all is full, and its newest makes room")
        var order: [String] = []
        while let next = queue.next() { order.append(next) }
        #expect(
            order.prefix(7) == [
                "greedy 0", "Văn An 0", "Yên Phúc 0", "Châu Sơn 0", "greedy 1", "Văn An 1", "Châu Sơn 1",
            ])
        #expect(order.count == 12 && queue.count == 0)
    }

    @Test("where all is full, who has least is taken in, and nobody is put out for who has as much")
    func full() {
        var queue = FairQueue<String, String>(limit: 4, limitPerOwner: 3)
        for (element, owner) in [("a0", "a"), ("a1", "a"), ("b0", "b"), ("b1", "b")] {
            #expect(queue.append(element, of: owner) == nil)
        }
        #expect(queue.append("a2", of: "a") == "a2")
        let displaced = queue.append("c0", of: "c")
        #expect(displaced == "a1" || displaced == "b1")
        #expect(queue.append("d0", of: "d") == (displaced == "a1" ? "b1" : "a1"))
        #expect(queue.append("e0", of: "e") == "e0", "each has one")
        #expect(queue.append("a2", of: "a") == "a2")
        var left: Set<String> = []
        while let next = queue.next() { left.insert(next) }
        #expect(left == ["a0", "b0", "c0", "d0"] && queue.count == 0)
    }
}
