#if PDF
    import CPango
    import DossierPapers

    /// A table on its way to the pages: the widths of its columns come from the head and the first rows, which are waited
    /// for; from then on each row is put as it comes, so that a table of any length needs no more memory.
    struct TableFlow {
        /// Rows that are looked at before the widths are decided.
        private static let sampleCount = 60
        private static let inset = Sheet.points(1)
        private static let padding = Sheet.points(0.5)

        private var heads: [[PaperCell]] = []
        private var waiting: [[PaperCell]] = []
        /// Left edges of the columns and the right edge of the last.
        private var edges: [Double] = []

        mutating func add(head: [PaperCell]) {
            heads.append(head)
        }

        mutating func add(row: [PaperCell], to flow: PageFlow) {
            guard edges.isEmpty else { return put(row, on: flow) }
            waiting.append(row)
            if waiting.count >= Self.sampleCount { begin(on: flow) }
        }

        mutating func end(on flow: PageFlow) {
            if edges.isEmpty { begin(on: flow) }
            flow.repeated = nil
            flow.leave(after: 1.5)
        }

        private mutating func begin(on flow: PageFlow) {
            flow.clearPicture()
            flow.advance(before: 1)
            edges = edges(on: flow)
            if flow.y + Sheet.points(15) > flow.sheet.floor { flow.newPage() }
            let top = flow.y
            for row in heads { put(row, on: flow) }
            // A head that fills the page would leave no room for rows.
            if flow.y > top, flow.y - top < (flow.sheet.floor - flow.sheet.top) / 2 {
                var table = self
                table.waiting = []
                flow.repeated = { [table, unowned flow] in
                    for row in table.heads { table.put(row, on: flow) }
                }
            }
            for row in waiting { put(row, on: flow) }
            waiting = []
        }

        private func put(_ row: [PaperCell], on flow: PageFlow) {
            guard edges.count > 1 else { return }
            var column = 0
            var strips: [Strip] = []
            var borders = [edges[0]]
            for cell in row where column < edges.count - 1 {
                let end = min(column + cell.span, edges.count - 1)
                let (left, right) = (edges[column] + Self.inset, edges[end] - Self.inset)
                strips.append(
                    Strip(cell.paragraphs, left: left, width: right - left, size: flow.sheet.size, by: flow.setter))
                borders.append(edges[end])
                column = end
            }
            flow.put(strips, padding: Self.padding, isKept: true) { top, bottom in
                flow.drawBorders(borders, top: top, bottom: bottom)
            }
        }

        // MARK: Widths

        private func edges(on flow: PageFlow) -> [Double] {
            let rows = heads + waiting
            let count = rows.map { $0.reduce(0) { $0 + $1.span } }.max() ?? 0
            guard count > 0 else { return [] }
            let total = flow.sheet.content.upperBound - flow.sheet.left
            var natural = [Double](repeating: 2 * Self.inset + 1, count: count)
            var least = natural
            for row in rows {
                var column = 0
                for cell in row {
                    if cell.span == 1 { measure(cell, column, &natural, &least, total: total, flow) }
                    column += cell.span
                }
            }
            let widths = Self.shared(natural: natural, least: least, total: total)
            return widths.reduce(into: [flow.sheet.left]) { edges, width in edges.append((edges.last ?? 0) + width) }
        }

        private func measure(
            _ cell: PaperCell, _ column: Int, _ natural: inout [Double], _ least: inout [Double], total: Double,
            _ flow: PageFlow
        ) {
            for paragraph in cell.paragraphs {
                let text = flow.setter.set(paragraph, size: flow.sheet.size)
                let width = min(text.naturalWidth + 2 * Self.inset + 0.5, total / 2)
                natural[column] = max(natural[column], width)
                let word = paragraph.look.isUnbroken ? width : text.leastWidth + 2 * Self.inset + 0.5
                // What can't be broken well is broken somewhere before it takes the room of all others.
                least[column] = max(least[column], min(word, total / 6))
            }
        }

        /// The widths that add up to `total`: all have room for their longest word if that is possible, and share what is
        /// left by what they would like.
        static func shared(natural: [Double], least: [Double], total: Double) -> [Double] {
            let (wanted, needed) = (natural.reduce(0, +), least.reduce(0, +))
            if wanted <= total { return natural.map { $0 * total / wanted } }
            if needed >= total || wanted <= needed { return least.map { $0 * total / needed } }
            let share = (total - needed) / (wanted - needed)
            return zip(natural, least).map { $1 + max(0, $0 - $1) * share }
        }
    }
#endif
