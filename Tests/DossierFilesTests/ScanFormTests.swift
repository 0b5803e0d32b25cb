import DossierFiles
import DossierTesting
import Testing

@Suite("What a scan is, told from its content")
struct ScanFormTests {
    private func isWhole(_ bytes: [UInt8], _ form: ScanForm) -> Bool {
        form.isWhole(count: bytes.count) { Array(bytes[$0]) }
    }

    static let files: [(ScanForm, [UInt8])] = [
        (.pdf, Pictures.pdf()), (.pdf, Pictures.pdf(5_000)), (.jpeg, Pictures.jpeg()),
        (.jpeg, Pictures.jpeg([UInt8](repeating: 7, count: 9_000))), (.png, Pictures.png()), (.tiff, Pictures.tiff()),
        (.tiff, Pictures.tiff(little: false)),
    ]

    @Test("OFF-03 whole files of each kind are taken, and as no other kind", arguments: files)
    func whole(form: ScanForm, bytes: [UInt8]) {
        #expect(ScanForm(signature: bytes) == form)
        for other in ScanForm.allCases { #expect(isWhole(bytes, other) == (other == form), "\(other)") }
    }

    @Test("OFF-03 a file that was cut off anywhere is no whole one", arguments: files)
    func cut(form: ScanForm, bytes: [UInt8]) {
        for count in 0..<bytes.count {
            // The line break behind a PDF's end may be missing.
            if form == .pdf, count == bytes.count - 1 { continue }
            if form == .jpeg, bytes.count > 1_000, count > 100 { continue }
            #expect(!isWhole(Array(bytes[..<count]), form), "cut at \(count) of \(bytes.count)")
        }
    }

    @Test(
        "OFF-03 what begins like a picture and isn't one is turned away",
        arguments: [
            (.pdf, Array("%PDF-1.4\nnothing behind it".utf8)),
            (.pdf, Array("%PDF-1.4\nstartxref\n99999\n%%EOF".utf8)),
            (.pdf, Array("MZ%PDF-1.4\nstartxref\n3\n%%EOF".utf8)),
            (.jpeg, [0xFF, 0xD8, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0xFF, 0xD9]),
            (.jpeg, [0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF, 0xFF, 0xD9]),
            (.jpeg, [0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 0xFF, 0xD9]),
            (.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 0, count: 64)),
            (.png, Pictures.png([])), (.png, Pictures.png() + [0]),
            (.tiff, [0x49, 0x49, 0x2A, 0, 0, 0, 0, 0, 0, 0]),
            (.tiff, [0x49, 0x49, 0x2A, 0, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0]),
        ] as [(ScanForm, [UInt8])])
    func broken(form: ScanForm, bytes: [UInt8]) {
        #expect(!isWhole(bytes, form))
    }

    @Test("nothing but these kinds has a signature")
    func others() {
        for text in ["", "PK\u{3}\u{4}docx", "<!doctype html>", "GIF89a00", "MZ", "%PDF-", "RIFFWEBP"] {
            #expect(ScanForm(signature: Array(text.utf8)) == nil)
        }
    }
}
