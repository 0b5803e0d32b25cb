#if PDF
    import CPango
    import DossierPapers

    /// Puts blocks on pages, one below the other, and begins a page where one is full.
    final class PageFlow {
        /// What stands at the top of every page of a table.
        var repeated: (() -> Void)?
        /// What the pages are of, for their foot.
        var title = ""

        private let surface: OpaquePointer
        private let cairo: OpaquePointer
        let sheet: Sheet
        let setter: TextSetter
        private(set) var y: Double
        /// Where text begins on this page, below what is repeated.
        private var top: Double
        private var page = 1
        /// Room that what stands above asks for.
        private var after = 0.0
        /// A picture at the right that text stands beside.
        private var beside: (edge: Double, bottom: Double)?

        /// `cairo` draws on `surface`, whose first page is empty.
        init(surface: OpaquePointer, cairo: OpaquePointer, sheet: Sheet, setter: TextSetter) {
            self.surface = surface
            self.cairo = cairo
            self.sheet = sheet
            self.setter = setter
            (y, top) = (sheet.top, sheet.top)
            cairo_pdf_surface_set_size(surface, sheet.width, sheet.height)
        }

        // MARK: Blocks

        func place(_ paragraph: PaperParagraph) {
            let look = paragraph.look
            advance(before: look.before)
            var right = sheet.content.upperBound
            if let beside, y < beside.bottom { right = beside.edge }
            let strip = Strip(
                [paragraph], left: sheet.left, width: right - sheet.left, size: sheet.size, by: setter)
            // A heading takes two lines of what it heads along.
            let company = look.isHeading ? 3 * sheet.size : 0
            if y + strip.height + company > sheet.floor, look.isHeading { newPage() }
            put([strip], padding: 0, isKept: strip.height < 3 * sheet.size) { _, _ in }
            after = Sheet.points(look.after)
        }

        func place(_ columns: [PaperColumn], _ look: PaperLook) {
            clearPicture()
            advance(before: look.before)
            let gap = Sheet.points(3)
            let total = sheet.content.upperBound - sheet.left - gap * Double(columns.count - 1)
            let natural = columns.map { column -> Double? in
                guard column.isNatural else { return nil }
                let widths = column.paragraphs.map { setter.set($0, size: sheet.size).naturalWidth }
                return min((widths.max() ?? 0) + 0.1, total * 0.75)
            }
            let sharing = natural.count { $0 == nil }
            let share = (total - natural.compactMap(\.self).reduce(0, +)) / Double(max(sharing, 1))
            var x = sheet.left
            let strips = zip(columns, natural).map { column, width in
                defer { x += (width ?? share) + gap }
                return Strip(column.paragraphs, left: x, width: width ?? share, size: sheet.size, by: setter)
            }
            put(strips, padding: 0, isKept: true) { _, _ in }
            after = Sheet.points(look.after)
        }

        func place(_ picture: PaperPicture) {
            advance(before: 0)
            let side = Sheet.points(picture.side)
            if y + side > sheet.floor { newPage() }
            let left = sheet.content.upperBound - side
            if !drawMask(picture, left: left, side: side) { drawAreas(picture, left: left, side: side) }
            beside = (left - Sheet.points(2), y + side + Sheet.points(1))
        }

        /// Draws a picture of whole squares, such as a code, as a bitmap of one dot a square: a tenth of the bytes, and no seams
        /// between squares. False where it has anything else in it.
        private func drawMask(_ picture: PaperPicture, left: Double, side: Double) -> Bool {
            let (width, height) = (Int32(picture.width), Int32(picture.height))
            guard (1...512).contains(width), (1...512).contains(height),
                picture.areas.allSatisfy({ $0.allSatisfy { $0.x == $0.x.rounded() && $0.y == $0.y.rounded() } }),
                let mask = cairo_image_surface_create(CAIRO_FORMAT_A1, width, height), let dots = cairo_create(mask)
            else { return false }
            cairo_set_antialias(dots, CAIRO_ANTIALIAS_NONE)
            trace(picture, on: dots)
            cairo_fill(dots)
            cairo_destroy(dots)
            let pattern = cairo_pattern_create_for_surface(mask)
            cairo_surface_destroy(mask)
            cairo_pattern_set_filter(pattern, CAIRO_FILTER_NEAREST)
            cairo_save(cairo)
            scale(to: picture, left: left, side: side)
            cairo_mask(cairo, pattern)
            cairo_restore(cairo)
            cairo_pattern_destroy(pattern)
            return true
        }

        private func drawAreas(_ picture: PaperPicture, left: Double, side: Double) {
            cairo_save(cairo)
            scale(to: picture, left: left, side: side)
            trace(picture, on: cairo)
            cairo_fill(cairo)
            cairo_restore(cairo)
        }

        private func scale(to picture: PaperPicture, left: Double, side: Double) {
            cairo_translate(cairo, left, y)
            cairo_scale(cairo, side / max(picture.width, 1), side / max(picture.height, 1))
        }

        private func trace(_ picture: PaperPicture, on cairo: OpaquePointer) {
            for area in picture.areas {
                for (index, corner) in area.enumerated() {
                    if index == 0 {
                        cairo_move_to(cairo, corner.x, corner.y)
                    } else {
                        cairo_line_to(cairo, corner.x, corner.y)
                    }
                }
                cairo_close_path(cairo)
            }
        }

        /// Room before a block; of what two blocks ask for the greater counts, and none at the top of a page.
        func advance(before: Double) {
            if y > top { y += max(after, Sheet.points(before)) }
            after = 0
        }

        /// Room after a block.
        func leave(after millimetres: Double) {
            after = Sheet.points(millimetres)
        }

        /// Goes below a picture at the right.
        func clearPicture() {
            if let beside, y < beside.bottom { y = beside.bottom }
            beside = nil
        }

        // MARK: Pages

        /// Puts strips side by side. Where they don't fit: on the next page if they are kept together and fit there, else
        /// line by line on as many pages as they need. `frame` draws what is around them, from top to bottom.
        func put(_ strips: [Strip], padding: Double, isKept: Bool, frame: (_ top: Double, _ bottom: Double) -> Void) {
            var strips = strips
            let height = (strips.map(\.height).max() ?? 0) + 2 * padding
            let first = (strips.map(\.firstHeight).max() ?? 0) + 2 * padding
            let fits = y + height <= sheet.floor + 0.01
            if !fits, y > top, isKept && height <= sheet.floor - top || y + first > sheet.floor { newPage() }
            repeat {
                let room = sheet.floor - y - 2 * padding
                let isFresh = y <= top
                var slices = strips.indices.map { strips[$0].take(height: room, least: 0) }
                if isFresh, slices.allSatisfy(\.isEmpty) {
                    // Not even a line fits on a whole page: it is written all the same, over the edge.
                    slices = strips.indices.map { strips[$0].take(height: room, least: 1) }
                }
                let taken = slices.map(\.height).max() ?? 0
                for slice in slices { slice.draw(on: cairo, y: y + padding) }
                frame(y, y + taken + 2 * padding)
                y += taken + 2 * padding
                if strips.contains(where: { !$0.isEmpty }) { newPage() }
            } while strips.contains { !$0.isEmpty }
        }

        func newPage() {
            finishPage()
            page += 1
            (y, top) = (sheet.top, sheet.top)
            after = 0
            beside = nil
            // What is repeated is put by this flow too, and must not repeat itself.
            let head = repeated
            repeated = nil
            head?()
            repeated = head
            top = y
        }

        /// Ends a page: its number at the foot, and from the second on what it is of.
        func finishPage() {
            let width = sheet.content.upperBound - sheet.left
            let foot = sheet.height - sheet.bottom * 0.55
            func write(_ text: String, _ alignment: PaperLook.Alignment) {
                let line = setter.set(PaperParagraph(plain: text, alignment), size: 7).lines(in: width).first
                line?.moved(down: -(line?.baseline ?? 0)).draw(on: cairo, x: sheet.left, y: foot)
            }
            if page > 1, !title.isEmpty { write(title, .start) }
            write("Trang \(page)", .end)
            cairo_show_page(cairo)
        }

        /// Draws the border of cells that stand between these edges.
        func drawBorders(_ edges: [Double], top: Double, bottom: Double) {
            guard let first = edges.first, let last = edges.last else { return }
            cairo_set_line_width(cairo, Sheet.hairline)
            for edge in edges {
                cairo_move_to(cairo, edge, top)
                cairo_line_to(cairo, edge, bottom)
            }
            for y in [top, bottom] {
                cairo_move_to(cairo, first - Sheet.hairline / 2, y)
                cairo_line_to(cairo, last + Sheet.hairline / 2, y)
            }
            cairo_stroke(cairo)
        }
    }
#endif
