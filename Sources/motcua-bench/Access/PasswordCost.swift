import DossierService
import Foundation

/// What a try of a password costs at one setting: here, and by the same parameters in OpenSSL.
struct PasswordCost {
    let roundsLog2: Int
    /// Median, in milliseconds.
    let milliseconds: Double
    /// Median of OpenSSL's, in milliseconds.
    let peerMilliseconds: Double
    /// What the process had more at its peak than before.
    let mebibytes: Double

    init(roundsLog2: Int, tries: Int) throws {
        self.roundsLog2 = roundsLog2
        let password = "con trâu đi qua đồng"
        let digest = try PasswordDigest(of: password, cost: PasswordDigest.Cost(roundsLog2: roundsLog2))
        var times: [Double] = []
        var peers: [Double] = []
        let before = try Self.figure("VmRSS")
        try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
        for _ in 0..<tries {
            let start = ContinuousClock.now
            guard try digest.isOf(password) else { throw Failure("The right password is wrong.") }
            times.append((ContinuousClock.now - start) / .milliseconds(1))
            peers.append(try Self.peer(roundsLog2: roundsLog2))
        }
        mebibytes = Double(try Self.figure("VmHWM") - before) / 1_024
        milliseconds = times.sorted()[tries / 2]
        peerMilliseconds = peers.sorted()[tries / 2]
    }

    /// One try by OpenSSL, in milliseconds.
    private static func peer(roundsLog2: Int) throws -> Double {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import hashlib, time
            n = 1 << \(roundsLog2)
            start = time.perf_counter()
            hashlib.scrypt("con trâu đi qua đồng".encode(), salt=bytes(16), n=n, r=8, p=3, maxmem=2048 * n, dklen=32)
            print((time.perf_counter() - start) * 1000)
            """,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard let time = Double(output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw Failure("python3 has no hashlib.scrypt: \(output)")
        }
        return time
    }

    /// A number of `/proc/self/status`, in KiB.
    private static func figure(_ name: String) throws -> Int {
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        guard let figure = line.flatMap({ Int($0.filter(\.isNumber)) }) else { throw Failure("There is no \(name).") }
        return figure
    }
}
