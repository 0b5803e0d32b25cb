#if PDF
    import CPango
    import DossierPapers

    /// A paper on its way from its rendered template to PDF; belongs to its setter's thread.
    final class PDFDocument {
        /// What Cairo has written and nobody has taken.
        private final class Output {
            var bytes: [UInt8] = []
        }

        private let output = Output()
        private let surface: OpaquePointer
        private let cairo: OpaquePointer
        private let setter: TextSetter
        private var reader = PaperReader()
        private var flow: PageFlow?
        private var table: TableFlow?
        private var title = ""

        init(_ setter: TextSetter) throws(PressFailure) {
            self.setter = setter
            let write: cairo_write_func_t = { output, bytes, count in
                guard let output else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<Output>.fromOpaque(output).takeUnretainedValue().bytes
                    .append(contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
                return CAIRO_STATUS_SUCCESS
            }
            guard
                let surface = cairo_pdf_surface_create_for_stream(
                    write, Unmanaged.passUnretained(output).toOpaque(), 100, 100),
                let cairo = cairo_create(surface)
            else { throw .broken("Cairo makes no PDF") }
            self.surface = surface
            self.cairo = cairo
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "MotCua")
        }

        deinit {
            cairo_destroy(cairo)
            // Writes its last bytes into the output, which this still holds.
            cairo_surface_finish(surface)
            cairo_surface_destroy(surface)
        }

        /// Reads on, and gives the bytes of the pages that are full.
        func read(_ html: String) throws(PressFailure) -> [UInt8] {
            for block in reader.read(html) { place(block) }
            return try taken()
        }

        /// Ends the document and gives the rest of it.
        func finish() throws(PressFailure) -> [UInt8] {
            for block in reader.finish() { place(block) }
            let flow = begun()
            endTable(on: flow)
            flow.finishPage()
            cairo_surface_finish(surface)
            return try taken()
        }

        private func taken() throws(PressFailure) -> [UInt8] {
            let status = cairo_surface_status(surface)
            let drawing = cairo_status(cairo)
            for status in [status, drawing] where status != CAIRO_STATUS_SUCCESS {
                throw .broken(String(cString: cairo_status_to_string(status)))
            }
            defer { output.bytes = [] }
            return output.bytes
        }

        private func begun(_ sheet: PaperSheet = PaperSheet()) -> PageFlow {
            if let flow { return flow }
            let flow = PageFlow(surface: surface, cairo: cairo, sheet: Sheet(sheet), setter: setter)
            flow.title = title
            self.flow = flow
            return flow
        }

        private func endTable(on flow: PageFlow) {
            table?.end(on: flow)
            table = nil
        }

        private func place(_ block: PaperBlock) {
            switch block {
            case .title(let text):
                title = text
                flow?.title = text
                cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, text)
            case .sheet(let sheet): _ = begun(sheet)
            case .tableHead(let cells):
                if table == nil { table = TableFlow() }
                table?.add(head: cells)
            case .row(let cells):
                let flow = begun()
                if table == nil { table = TableFlow() }
                table?.add(row: cells, to: flow)
            case .tableEnd: endTable(on: begun())
            case .paragraph(let paragraph): begun().place(paragraph)
            case .columns(let columns, let look): begun().place(columns, look)
            case .picture(let picture): begun().place(picture)
            case .pageBreak: begun().newPage()
            }
        }
    }
#endif
