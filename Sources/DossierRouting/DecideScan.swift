import DossierDomain

extension Deliberation {
    /// Attaches a scan to a paper of the procedure's list (OFF-03); whoever takes part may.
    mutating func attachScan(_ attach: DossierCommand.AttachScan) throws(CommandRejection) {
        try require(.act(.attachScan))
        let scans = state.scans ?? []
        guard !scans.contains(where: { $0.id == attach.id }) else { throw .scanAlreadyAttached(attach.id) }
        let procedure = state.reception == nil ? try currentProcedure() : pinnedProcedure()
        try requireListed([attach.document], in: procedure)
        guard scans.count < AttachedScan.countLimit else { throw .tooManyScans(limit: AttachedScan.countLimit) }
        let pages = scans.filter { $0.document == attach.document }.map(\.page)
        let page = attach.page ?? (pages.max() ?? 0) + 1
        guard (1...AttachedScan.pageLimit).contains(page) else {
            throw .pageBeyondLimit(attach.document, limit: AttachedScan.pageLimit, of: procedure.reference)
        }
        guard !pages.contains(page) else {
            throw .pageTaken(attach.document, page: page, of: procedure.reference)
        }
        emit(
            .scanAttached(
                .init(
                    scan: AttachedScan(
                        id: attach.id, document: attach.document, page: page, kind: attach.kind,
                        byteCount: attach.byteCount, file: attach.file, content: attach.content))))
    }
}
