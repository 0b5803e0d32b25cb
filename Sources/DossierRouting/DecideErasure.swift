import DossierDomain

extension Deliberation {
    /// Has the personal data erased, where the dossier is over and no law wants it kept (AUD-03).
    ///
    /// A submission that was never received has no end of its own: it is over when its retention has expired.
    mutating func erasePersonalData(_ ground: ErasureGround) throws(CommandRejection) {
        try require(.act(.erasePersonalData))
        if let matter = state.openMatter { throw .matterOpen(matter) }
        let retention = catalogue.retention(of: state)
        if let retention, date <= retention.keptUntil {
            throw .retained(until: retention.keptUntil, ground: retention.rule.ground)
        }
        if retention == nil, ground == .retentionExpired || state.finishedAt == nil { throw .noRetentionRule }
        emit(.personalDataErased(.init(ground: ground, keptUntil: retention?.keptUntil)))
    }
}
