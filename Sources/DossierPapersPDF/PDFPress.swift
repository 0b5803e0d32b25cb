#if PDF
    import Dispatch
    import DossierPapers
    import Synchronization

    /// Lays papers out as PDF on a few threads of its own; more than it has room for is refused, not queued without end.
    public final class PDFPress: Sendable {
        /// Papers that may be under way or wait, for each thread.
        public static let paperLimit = 32
        /// Lists that may be open; a slow reader keeps one open long.
        public static let listLimit = 16

        private struct Load {
            /// Documents open at each desk.
            var desks: [Int]
            var papers = 0
            var lists = 0
        }

        private let desks: [PressDesk]
        private let load: Mutex<Load>

        /// A press of so many threads; fails where the system has no fonts for Vietnamese.
        public init(threads: Int) throws(PressFailure) {
            var desks: [PressDesk] = []
            for index in 0..<max(threads, 1) { desks.append(try PressDesk(index)) }
            self.desks = desks
            load = Mutex(Load(desks: [Int](repeating: 0, count: desks.count)))
        }

        /// What the API prints with.
        public var press: PaperPress { PaperPress { isList throws(PressFailure) in try self.begin(isList) } }

        private func begin(_ isList: Bool) throws(PressFailure) -> PressRun {
            let limit = isList ? Self.listLimit : Self.paperLimit * desks.count
            let index = load.withLock { load -> Int? in
                guard (isList ? load.lists : load.papers) < limit else { return nil }
                if isList { load.lists += 1 } else { load.papers += 1 }
                let index = load.desks.indices.min { load.desks[$0] < load.desks[$1] } ?? 0
                load.desks[index] += 1
                return index
            }
            guard let index else { throw .busy }
            let page = OpenDocument(at: desks[index]) { [self] in
                load.withLock { load in
                    if isList { load.lists -= 1 } else { load.papers -= 1 }
                    load.desks[index] -= 1
                }
            }
            return PressRun(
                print: { html throws(PressFailure) in
                    try await page.work { document throws(PressFailure) in try document.read(html) }
                },
                finish: { () throws(PressFailure) in
                    try await page.work { document throws(PressFailure) in try document.finish() }
                })
        }
    }

    /// A thread with fonts of its own, which nobody else touches.
    private final class PressDesk: @unchecked Sendable {
        let queue: DispatchQueue
        let setter: TextSetter

        init(_ index: Int) throws(PressFailure) {
            queue = DispatchQueue(label: "press-\(index)")
            setter = try TextSetter()
        }
    }

    /// A document that is worked on at its desk only, and dropped there.
    private final class OpenDocument: @unchecked Sendable {
        private final class Place: @unchecked Sendable {
            var document: PDFDocument?

            func begun(with setter: TextSetter) throws(PressFailure) -> PDFDocument {
                if let document { return document }
                let begun = try PDFDocument(setter)
                document = begun
                return begun
            }
        }

        private let desk: PressDesk
        private let place = Place()
        private let close: @Sendable () -> Void

        init(at desk: PressDesk, close: @escaping @Sendable () -> Void) {
            self.desk = desk
            self.close = close
        }

        deinit {
            desk.queue.async { [place] in place.document = nil }
            close()
        }

        func work(
            _ body: @escaping @Sendable (PDFDocument) throws(PressFailure) -> [UInt8]
        ) async throws(PressFailure) -> [UInt8] {
            let result: Result<[UInt8], PressFailure> = await withCheckedContinuation { continuation in
                desk.queue.async { [desk, place] in
                    do throws(PressFailure) {
                        continuation.resume(returning: .success(try body(try place.begun(with: desk.setter))))
                    } catch {
                        continuation.resume(returning: .failure(error))
                    }
                }
            }
            return try result.get()
        }
    }
#endif
