#if PDF
    import DossierPapers

    /// The measures of a sheet, in points: those of the forms' style sheet.
    struct Sheet {
        /// A line between cells.
        static let hairline = points(0.25)

        let width: Double
        let height: Double
        let left: Double
        let right: Double
        let top: Double
        let bottom: Double
        /// Size of print.
        let size: Double

        /// Where the text may stand.
        var content: ClosedRange<Double> { left...(width - right) }
        /// The lowest that text may go.
        var floor: Double { height - bottom }

        static func points(_ millimetres: Double) -> Double { millimetres * 72 / 25.4 }

        init(_ sheet: PaperSheet) {
            func measures(
                _ width: Double, _ height: Double, _ margins: (top: Double, right: Double, bottom: Double, left: Double)
            ) -> [Double] {
                [width, height, margins.top, margins.right, margins.bottom, margins.left].map(Self.points)
            }
            let all =
                switch (sheet.isList, sheet.isLarge) {
                case (true, _): measures(297, 210, (12, 12, 12, 12))
                case (false, true): measures(210, 297, (15, 15, 15, 15))
                case (false, false): measures(148, 210, (9, 10, 9, 12))
                }
            (width, height, top, right, bottom, left) = (all[0], all[1], all[2], all[3], all[4], all[5])
            size = sheet.isLarge ? (sheet.isList ? 14 : 17) : 10
        }
    }

    /// Lines one below the other, beside other such strips.
    struct Strip {
        let left: Double
        private(set) var lines: ArraySlice<SetLine> = []
        /// How far down it goes, from the top of its first line.
        var height: Double { (lines.last?.bottom ?? top) - top }
        private var top: Double { lines.first?.top ?? 0 }

        /// Sets paragraphs one below the other.
        init(
            _ paragraphs: [PaperParagraph], left: Double, width: Double, size: Double, by setter: TextSetter
        ) {
            self.left = left
            var lines: [SetLine] = []
            var (y, after) = (0.0, 0.0)
            for paragraph in paragraphs {
                let look = paragraph.look
                if !lines.isEmpty { y += max(after, Sheet.points(look.before)) }
                let begin = y
                if look.isRuled {
                    lines.append(SetLine(top: y, bottom: y + Sheet.points(1), rule: width))
                    y += Sheet.points(1)
                }
                if !paragraph.text.bytes.isEmpty {
                    let indent = Sheet.points(look.indent)
                    let text = setter.set(paragraph, size: size)
                    lines += text.lines(in: width - indent).map { $0.moved(right: indent, down: y) }
                    y = lines.last?.bottom ?? y
                }
                if y < begin + Sheet.points(look.height) {
                    lines.append(SetLine(top: y, bottom: begin + Sheet.points(look.height)))
                    y = begin + Sheet.points(look.height)
                }
                after = Sheet.points(look.after)
            }
            self.lines = lines[...]
        }

        var isEmpty: Bool { lines.isEmpty }
        var firstHeight: Double { lines.first.map { $0.bottom - $0.top } ?? 0 }

        /// Takes off the lines that fit into that height, at least `least`.
        mutating func take(height: Double, least: Int) -> Strip {
            var taken = self
            let count = lines.prefix { $0.bottom - top <= height + 0.01 }.count
            taken.lines = lines.prefix(max(count, least))
            lines = lines.dropFirst(taken.lines.count)
            return taken
        }

        func draw(on cairo: OpaquePointer, y: Double) {
            for line in lines { line.draw(on: cairo, x: left, y: y - top) }
        }
    }
#endif
