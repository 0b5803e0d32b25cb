import DossierDomain

extension Review {
    /// What procedures settle for themselves fits their limits and the routes they follow (CAT-02, TIM-04).
    mutating func judgeOptions() {
        for procedure in document.procedures {
            guard let options = procedure.options else { continue }
            let id = procedure.reference.text
            if let more = options.remoteExtension, procedure.timeLimit.limit.adding(more) == nil {
                error(
                    .procedure, id,
                    "has a remoteExtension in another unit than its timeLimit, or for the same day: give both in one unit"
                )
            }
            guard let posting = options.posting else { continue }
            for route in routes[procedure.route, default: []] where route.validity.overlaps(procedure.validity) {
                judge(posting, on: route, of: id)
            }
        }
    }

    private mutating func judge(_ posting: ProcedureOptions.PublicPosting, on route: Route, of id: String) {
        guard let step = route.step(posting.step) else {
            return error(
                .procedure, id,
                "posts publicly at step \(posting.step), which route \(route.reference.text) doesn't have")
        }
        let (share, period) = (step.share.limit.amount, posting.period.amount)
        guard share.unit == period.unit else {
            return error(
                .procedure, id,
                "posts publicly for \(period.count) \(period.unit.rawValue), but the share of step \(step.id) is in"
                    + " \(share.unit.rawValue): give both in one unit")
        }
        if period.count > share.count {
            error(
                .procedure, id,
                "posts publicly for \(period.count) \(period.unit.rawValue), longer than the share of step \(step.id)"
                    + " (\(share.count)): the share includes the posting")
        }
    }
}
