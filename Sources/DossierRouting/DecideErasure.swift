import DossierDomain

extension Deliberation {
    /// Has the personal data erased, where the dossier is over and no law wants it kept (AUD-03).
    ///
    /// Without a rule nobody knows whether a law wants it kept, so that it is kept, whoever asks.
    mutating func erasePersonalData(_ ground: ErasureGround) throws(CommandRejection) {
        try require(.act(.erasePersonalData))
        if let matter = state.openMatter { throw .matterOpen(matter) }
        guard let retention = catalogue.retention(of: state) else { throw .noRetentionRule }
        if date <= retention.keptUntil {
            throw .retained(until: retention.keptUntil, ground: retention.rule.ground)
        }
        emit(.personalDataErased(.init(ground: ground, keptUntil: retention.keptUntil)))
    }
}
