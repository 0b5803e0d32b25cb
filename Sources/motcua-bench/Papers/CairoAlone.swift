#if PDF
    import CPango

    /// The limit of what a press could reach: the same lines drawn by Cairo at places given beforehand, in the same fonts,
    /// on as many pages.
    struct CairoAlone {
        private let lines: [String]

        /// Takes the lines of a rendered paper.
        init(html: String) {
            let body = html.firstRange(of: "<body").map { html[$0.lowerBound...] } ?? html[...]
            var lines: [String] = []
            var line = ""
            var isTag = false
            for character in body {
                switch character {
                case "<":
                    isTag = true
                    let text = String(line.split(whereSeparator: \.isWhitespace).joined(separator: " "))
                    if !text.isEmpty { lines.append(text) }
                    line = ""
                case ">": isTag = false
                default: if !isTag { line.append(character) }
                }
            }
            self.lines = lines
        }

        /// Draws them and answers how many bytes the PDF has.
        func draw() -> Int {
            final class Count {
                var bytes = 0
            }
            let count = Count()
            let write: cairo_write_func_t = { count, _, length in
                guard let count else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<Count>.fromOpaque(count).takeUnretainedValue().bytes += Int(length)
                return CAIRO_STATUS_SUCCESS
            }
            let surface = cairo_pdf_surface_create_for_stream(
                write, Unmanaged.passUnretained(count).toOpaque(), 419.5, 595.3)
            let cairo = cairo_create(surface)
            let half = (lines.count + 1) / 2
            for page in [lines.prefix(half), lines.dropFirst(half)] {
                for (index, line) in page.enumerated() {
                    let isBold = index % 3 == 0
                    let isItalic = index % 3 == 1
                    cairo_select_font_face(
                        cairo, "Liberation Serif", isItalic ? CAIRO_FONT_SLANT_ITALIC : CAIRO_FONT_SLANT_NORMAL,
                        isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
                    cairo_set_font_size(cairo, 10)
                    cairo_move_to(cairo, 34, 30 + Double(index) * 12)
                    cairo_show_text(cairo, line)
                }
                cairo_show_page(cairo)
            }
            cairo_destroy(cairo)
            cairo_surface_finish(surface)
            cairo_surface_destroy(surface)
            return count.bytes
        }
    }
#endif
