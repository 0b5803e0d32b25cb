import Foundation
import Testing

@testable import HTTPServer

/// The short form of `make fuzz`: the committed corpus, and mutations of it from a seed.
@Suite("Whatever bytes come")
struct FuzzTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private static let isFull = ProcessInfo.processInfo.environment["MOTCUA_TEST_DEPTH"] == "full"

    private static func corpus() throws -> [[UInt8]] {
        let folder = folder.appendingPathComponent("Corpus")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
            Array(try Data(contentsOf: folder.appendingPathComponent($0)))
        }
    }

    private static func words() throws -> [[UInt8]] {
        try String(contentsOf: folder.appendingPathComponent("words.dict"), encoding: .utf8)
            .split(separator: "\n").filter { $0.hasPrefix("\"") }
            .map { ByteWords.unescape($0.dropFirst().dropLast()) }
    }

    @Test("the corpus breaks nothing")
    func corpusHolds() throws {
        let corpus = try Self.corpus()
        #expect(corpus.count > 50)
        for input in corpus {
            for cuts in [0, 1, 77] as [UInt8] where input.count > 2 {
                try FuzzTargets.run([input[0], cuts] + input[2...])
            }
        }
    }

    @Test("mutations of the corpus break nothing", arguments: 1...(isFull ? 64 : 4))
    func mutations(seed: Int) throws {
        let corpus = try Self.corpus()
        let words = try Self.words()
        var source = SeededSource(seed: UInt64(seed))
        for _ in 0..<3_000 {
            let input = Mutation.mutate(corpus, words: words, using: &source)
            do {
                try FuzzTargets.run(input)
            } catch {
                Issue.record("\(error)\ninput \(Data(input).base64EncodedString())")
                return
            }
        }
    }
}

/// The entries of a libFuzzer dictionary.
enum ByteWords {
    static func unescape(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let next = rest.popFirst() {
                if next == UInt8(ascii: "x") {
                    let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                    rest = rest.dropFirst(2)
                    bytes.append(UInt8(digits, radix: 16) ?? 0)
                } else {
                    bytes.append(next)
                }
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}

enum Mutation {
    /// Takes one input and does something to it one to six times.
    static func mutate(_ corpus: [[UInt8]], words: [[UInt8]], using source: inout SeededSource) -> [UInt8] {
        var input = corpus.randomElement(using: &source) ?? []
        for _ in 0..<Int.random(in: 1...6, using: &source) {
            let place = Int.random(in: 0...input.count, using: &source)
            let length = Int.random(in: 0...min(40, input.count - place), using: &source)
            switch Int.random(in: 0..<6, using: &source) {
            case 0: if place < input.count { input[place] ^= 1 << UInt8.random(in: 0..<8, using: &source) }
            case 1: input.removeSubrange(place..<place + length)
            case 2: input.insert(contentsOf: words.randomElement(using: &source) ?? [], at: place)
            case 3: input.insert(contentsOf: input[place..<place + length], at: place)
            case 4:
                let other = corpus.randomElement(using: &source) ?? []
                input = Array(input[..<place]) + other.dropFirst(min(place, other.count))
            default: if place < input.count { input[place] = UInt8.random(in: 0...255, using: &source) }
            }
        }
        return Array(input.prefix(4_096))
    }
}
