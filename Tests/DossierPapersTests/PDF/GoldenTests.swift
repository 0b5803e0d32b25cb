#if PDF
    import DossierDomain
    import Foundation
    import Testing

    @testable import DossierPapers

    /// How papers look: each page of each paper beside its picture in `Goldens`, from the PDF and from a browser's print.
    ///
    /// `MOTCUA_WRITE_GOLDENS=FOLDER` writes the pictures anew, and each paper at a size to be read into that folder; whoever
    /// does that looks at each of them.
    @Suite("How papers look", .serialized)
    struct GoldenTests {
        private static let folder = SampleRecord.root + "/Tests/DossierPapersTests/Goldens/"
        private static let writingFolder = ProcessInfo.processInfo.environment["MOTCUA_WRITE_GOLDENS"]
        /// Dots an inch: what stands where can be seen, letters can't.
        private static let resolution = "36"
        /// What another version of a font or a browser may change, of 255.
        private static let tolerance = (greatest: 50.0, mean: 2.5)

        private static let variants: [(name: String, variant: PaperVariant)] = [
            ("", PaperVariant()), ("-large", PaperVariant(isLarge: true)), ("-gloss", PaperVariant(hasGloss: true)),
        ]

        /// Each paper's HTML by the name of its pictures.
        private static func papers() throws -> [(name: String, html: String)] {
            var papers: [(String, String)] = []
            for slip in Specimens.slips {
                for (name, variant) in variants where slip.paper == .receipt && slip.day < "2020" || name.isEmpty {
                    papers.append((slip.name + name, try Specimens.html(slip, variant)))
                }
            }
            for paper in Specimens.lists {
                let list = try Specimens.list(paper)
                papers.append((paper.rawValue, list.head + list.rows(0..<40) + list.tail))
            }
            return papers
        }

        private static func compare(_ file: String, _ name: String, in scratch: Scratch) throws {
            try Tool.run("pdftoppm", ["-r", resolution, "-gray", "-png", file, scratch.path + "/" + name])
            func pages(in folder: String) throws -> [String] {
                try FileManager.default.contentsOfDirectory(atPath: folder).filter {
                    $0.hasPrefix(name + "-") && $0.hasSuffix(".png") && !$0.dropFirst(name.count + 1).contains("-")
                }.sorted()
            }
            let made = try pages(in: scratch.path)
            #expect(!made.isEmpty)
            let kept = try pages(in: folder)
            if let writingFolder {
                try Tool.run("pdftoppm", ["-r", "100", "-png", file, writingFolder + "/" + name])
                try FileManager.default.copyItem(atPath: file, toPath: writingFolder + "/" + name + ".pdf")
                for page in kept { try FileManager.default.removeItem(atPath: folder + page) }
                for page in made {
                    try FileManager.default.copyItem(atPath: scratch.path + "/" + page, toPath: folder + page)
                }
                return
            }
            #expect(made == kept, "pages of \(name)")
            for page in kept where made.contains(page) {
                let golden = try Picture(png: folder + page)
                let difference = try Picture(png: scratch.path + "/" + page).difference(from: golden)
                let found = try #require(difference, "\(page) has another size")
                #expect(
                    found.greatest <= tolerance.greatest && found.mean <= tolerance.mean,
                    "\(page) differs: \(found); MOTCUA_WRITE_GOLDENS=FOLDER draws it anew, to be looked at beside this one"
                )
            }
        }

        @Test("each paper's PDF looks as when it was last looked at")
        func pdf() async throws {
            let scratch = try Scratch()
            for (name, html) in try Self.papers() {
                let file = try scratch.write(try await PDFTests.pdf(html), name + ".pdf")
                try Self.compare(file, "pdf." + name, in: scratch)
            }
        }

        @Test("each paper printed by a browser looks as when it was last looked at")
        func browser() throws {
            let scratch = try Scratch()
            for (name, html) in try Self.papers() {
                let page = try scratch.write(Array(html.utf8), name + ".html")
                let file = scratch.path + "/" + name + ".pdf"
                try Tool.run(
                    "chromium",
                    [
                        "--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                        "--user-data-dir=\(scratch.path)/profile", "--print-to-pdf=\(file)", "file://" + page,
                    ])
                try Self.compare(file, "browser." + name, in: scratch)
            }
        }

        @Test("a picture in which something has moved or is missing is told from its golden")
        func moved() throws {
            let pages = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter {
                $0.hasSuffix("-1.png")
            }
            #expect(pages.count >= 20)
            for page in pages {
                let golden = try Picture(png: Self.folder + page)
                let moved = golden.shifted(from: golden.height / 3, by: 12)
                let found = try #require(moved.difference(from: golden))
                #expect(
                    found.greatest > Self.tolerance.greatest || found.mean > Self.tolerance.mean, "\(page): \(found)")
                let same = try #require(golden.difference(from: golden))
                #expect(same.greatest == 0)
            }
        }
    }
#endif
