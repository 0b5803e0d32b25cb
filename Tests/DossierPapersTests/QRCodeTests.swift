import Foundation
import Testing

@testable import DossierPapers

@Suite("QR codes")
struct QRCodeTests {
    @Test("error correction is that of the standard's worked example")
    func correction() {
        let data: [UInt8] = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17]
        #expect(
            ReedSolomon.correction(of: data, count: 10) == [196, 35, 39, 119, 235, 215, 231, 226, 93, 23])
    }

    @Test("format and version information are those of the standard's tables")
    func information() {
        let formats = [
            0b101_0100_0001_0010, 0b101_0001_0010_0101, 0b101_1110_0111_1100, 0b101_1011_0100_1011,
            0b100_0101_1111_1001, 0b100_0000_1100_1110, 0b100_1111_1001_0111, 0b100_1010_1010_0000,
        ]
        #expect((0..<8).map { QRDrawing.formatBits(mask: $0) } == formats)
        #expect(QRDrawing.versionBits(7) == 0b00_0111_1100_1001_0100)
        #expect(QRDrawing.versionBits(8) == 0b00_1000_0101_1011_1100)
    }

    @Test("every version takes what fits and no byte more")
    func capacities() {
        // ISO/IEC 18004, table 7: byte mode, level M.
        let capacities = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412]
        for (index, capacity) in capacities.enumerated() {
            #expect(QRCode([UInt8](repeating: 65, count: capacity))?.size == 21 + 4 * index)
            if index < 14 { #expect(QRCode([UInt8](repeating: 65, count: capacity + 1))?.size == 25 + 4 * index) }
        }
        #expect(QRCode([UInt8](repeating: 65, count: QRCode.maximumByteCount + 1)) == nil)
    }

    @Test("a square has its three finders, its timing lines and its dark module")
    func patterns() throws {
        let code = try #require(QRCode("https://motcua.example.vn/#number=000.00.11.H37-190820-0001&code=K7QX-3M2P"))
        let finder = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]
        for (row, column) in [(0, 0), (0, code.size - 7), (code.size - 7, 0)] {
            for (y, line) in finder.enumerated() {
                let drawn = (0..<7).map { code.isDark(row: row + y, column: column + $0) ? "1" : "0" }.joined()
                #expect(drawn == line)
            }
        }
        for place in 8..<(code.size - 8) {
            #expect(code.isDark(row: 6, column: place) == (place % 2 == 0))
            #expect(code.isDark(row: place, column: 6) == (place % 2 == 0))
        }
        #expect(code.isDark(row: code.size - 8, column: 8))
    }

    @Test("the mask with the least penalty is taken")
    func mask() throws {
        let layout = try #require(QRLayout.fitting(20))
        var drawing = QRDrawing(layout)
        drawing.place(layout.interleaved(layout.dataCodewords(of: Array("Một cửa liên thông".utf8.prefix(20)))))
        let penalties = (0..<8).map { QRDrawing.penalty(of: drawing.masked(by: $0), size: layout.size) }
        #expect(QRDrawing.penalty(of: drawing.bestMasked(), size: layout.size) == penalties.min())
        #expect(Set(penalties).count > 1)
    }

    @Test("a decoder reads back what was written, in every version", arguments: 1...15)
    func readBack(version: Int) throws {
        let capacity = QRLayout.all[version - 1].capacity
        let link = "https://motcua.example.vn/tra-cuu#number=000.00.11.H37-190820-0001&code=K7QX-3M2P&x="
        let text = String((link + String(repeating: "0aZ-", count: 120)).prefix(capacity))
        let code = try #require(QRCode(text))
        #expect(code.size == 17 + 4 * version)
        #expect(try decoded(code) == text)
    }

    /// What zbar makes of the code, drawn with four pixels a module.
    private func decoded(_ code: QRCode) throws -> String {
        let side = code.drawnSize
        var picture = "P1\n\(side * 4) \(side * 4)\n"
        for row in 0..<(side * 4) {
            let line = (0..<(side * 4)).map { column -> String in
                let (y, x) = (row / 4 - 4, column / 4 - 4)
                guard (0..<code.size).contains(y), (0..<code.size).contains(x) else { return "0" }
                return code.isDark(row: y, column: x) ? "1" : "0"
            }
            picture += line.joined() + "\n"
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).pbm")
        try picture.write(to: file, atomically: true, encoding: .utf8)
        defer { unlink(file.path) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/zbarimg")
        process.arguments = ["--raw", "--quiet", "-Sdisable", "-Sqrcode.enable", file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}
