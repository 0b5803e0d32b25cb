import DossierTesting
import Foundation
import Testing

@Suite("No answer before its fsync", .serialized)
struct TraceTests {
    @Test("AUD-02 strace shows no reception answered before the fsync that covers it")
    func answersComeAfterTheirSync() throws {
        for counters in [1, 8] {
            let campaign = try Campaign()
            let output = campaign.installation.folder.path + "/trace"
            let strace = "/usr/bin/strace"
            try #require(
                FileManager.default.isExecutableFile(atPath: strace),
                "strace is missing: `make debian-test` installs it")
            // -D: the tracer is a grandchild, so that the process that is started is the server itself.
            let server = try campaign.installation.serve(
                under: [
                    strace, "-D", "-f", "-y", "-s", "48", "-o", output, "-e",
                    "trace=pwrite64,write,fsync,fdatasync,recvfrom,read,sendto,sendmsg,writev",
                ])
            campaign.receive(campaign.newKeys(counters * 25), at: server.port, counters: counters)
            #expect(campaign.promises.promised.count == counters * 25)
            #expect(server.terminate() == 0)
            let trace = try Trace(waitingFor: output, process: server.identifier)
            let answers = trace.calls.filter { $0.isAnswer(status: "201") }
            #expect(answers.count == counters * 25)
            for answer in answers {
                #expect(trace.isCovered(answer, strictly: counters == 1), "\(answer.text)")
            }
        }
    }

    @Test("the check finds an answer that came too early")
    func earlyAnswer() throws {
        let request = #"7 recvfrom(12<socket:[1]>, "POST /v1/dossiers HTTP/1.1\r\n", 16384, 64, NULL, NULL) = 400"#
        let write = #"8 pwrite64(9</d/motcua.db-wal>, "x", 4096, 0) = 4096"#
        let sync = "8 fdatasync(9</d/motcua.db-wal>) = 0"
        let answer = #"7 sendto(12<socket:[1]>, "HTTP/1.1 201 \r\n", 900, 16448, NULL, 0) = 900"#
        func isCovered(_ lines: [String]) throws -> Bool {
            let trace = Trace(lines)
            return trace.isCovered(try #require(trace.calls.first { $0.isAnswer(status: "201") }), strictly: true)
        }
        #expect(try isCovered([request, write, sync, answer]))
        #expect(try !isCovered([request, write, answer, sync]))
        #expect(try !isCovered([request, sync, write, answer]))
        #expect(try !isCovered([write, sync, request, answer]))
        #expect(
            try !isCovered([
                request, write, "8 fdatasync(9</d/motcua.db-wal> <unfinished ...>", answer,
                "8 <... fdatasync resumed>) = 0",
            ]))
        #expect(
            try !isCovered([
                request, write, "8 fdatasync(9</d/motcua.db-wal>) = -1 EIO (Input/output error)", answer,
            ]))
    }
}

/// The system calls that tell something, in the order in which they began and ended.
private struct Trace {
    struct Call {
        let text: String
        let start: Int
        var end: Int?
        var succeeded = false

        var isLogWrite: Bool { text.contains("write") && text.contains(".db-wal>") }
        var isLogSync: Bool { text.contains("sync(") && text.contains(".db-wal>") }
        var isRequest: Bool { text.contains("\"POST /v1/dossiers ") }
        /// The descriptor of a socket, with what it leads to.
        var socket: Substring? { text.split(separator: "(").dropFirst().first?.prefix { $0 != "," } }

        func isAnswer(status: String) -> Bool { text.contains("\"HTTP/1.1 \(status)") }
    }

    private(set) var calls: [Call] = []

    init(_ lines: [String]) {
        var open: [Substring: Int] = [:]
        for (index, line) in lines.enumerated() {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard parts.count == 2 else { continue }
            let rest = parts[1].drop { $0 == " " }
            let isSuccess = rest.range(of: #"= \d+( .*)?$"#, options: .regularExpression) != nil
            if rest.hasPrefix("<... ") {
                guard let call = open.removeValue(forKey: parts[0]) else { continue }
                calls[call] = Call(
                    text: calls[call].text + String(rest), start: calls[call].start, end: index, succeeded: isSuccess)
            } else {
                let isTelling =
                    rest.contains(".db-wal>") || rest.contains("\"POST /v1/dossiers ") || rest.contains("\"HTTP/1.1 ")
                // What a reading call brings is told only where it ends.
                let isUnfinished = rest.hasSuffix("<unfinished ...>")
                guard isTelling || isUnfinished else { continue }
                if isUnfinished { open[parts[0]] = calls.count }
                calls.append(
                    Call(text: String(rest), start: index, end: isUnfinished ? nil : index, succeeded: isSuccess))
            }
        }
    }

    /// Reads a trace once the tracer has written the end of that process.
    init(waitingFor path: String, process: Int32) throws {
        let patience = Patience()
        while !patience.isExhausted {
            let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
            let lines = text.components(separatedBy: "\n")
            // Numbers of few digits are padded with blanks.
            let isEnd = { (line: String) in
                let parts = line.split(separator: " ", maxSplits: 1)
                return parts.count == 2 && parts[0] == String(process)
                    && parts[1].drop { $0 == " " }.hasPrefix("+++ exited")
            }
            if lines.suffix(20).contains(where: isEnd) {
                self.init(lines)
                return
            }
            sched_yield()
        }
        throw ProcessFailure(description: "the tracer never told the end of \(process)")
    }

    /// Whether between the answer and its request the log was written and then synced.
    ///
    /// Strictly, nothing was written to the log after that sync either; with others beside it, their writes may be.
    func isCovered(_ answer: Call, strictly: Bool) -> Bool {
        guard
            let request = calls.last(where: { $0.isRequest && $0.socket == answer.socket && $0.start < answer.start }),
            let received = request.end
        else { return false }
        let since = calls.filter { $0.start > received && $0.start < answer.start }
        let writes = since.filter(\.isLogWrite)
        let syncs = since.filter { $0.isLogSync && $0.succeeded && ($0.end ?? .max) < answer.start }
        return syncs.contains { sync in
            let before = writes.filter { ($0.end ?? .max) < sync.start }
            return !before.isEmpty && (!strictly || before.count == writes.count)
        }
    }
}
