import DossierDomain

// Supplements, appointments and endings.
extension DossierState {
    mutating func requestSupplement(_ request: DossierEvent.SupplementRequested, at occurredAt: Timestamp) {
        guard reception != nil, let supplement = handlingSupplement else {
            status = .supplementRequested
            counterRefusal = nil
            if firstSupplementRequest == nil { firstSupplementRequest = request.missing }
            return
        }
        status = .awaitingSupplement
        handlingSupplement?.issuedAt = occurredAt
        updateBranch(supplement.branch) { $0.status = .awaitingApplicant }
        if custodian == .body(.office(officeInCharge)) { custodian = .applicant }
        note(request.breach, by: .office(officeInCharge), at: occurredAt)
        owe(.supplement, at: occurredAt)
    }

    mutating func bring(_ supplement: DossierEvent.Supplemented) {
        documents = documents.adding(supplement.documents)
        guard status == .awaitingSupplement else {
            status = .submitted
            counterRefusal = nil
            return
        }
        if let outstanding = handlingSupplement?.outstanding {
            handlingSupplement?.outstanding = outstanding.subtracting(supplement.documents)
        }
    }

    mutating func askSupplement(_ asked: DossierEvent.SupplementAsked, at occurredAt: Timestamp) {
        guard let holder = branches.first(where: { $0.branch == asked.branch })?.holder else {
            preconditionFailure("an event names a branch that its stage doesn't have")
        }
        handlingSupplement = HandlingSupplement(
            branch: asked.branch, step: asked.step, askedBy: holder, askedAt: occurredAt, missing: asked.missing,
            guidance: asked.guidance, outstanding: asked.missing)
        consultations.removeAll { $0.branch == asked.branch }
        note(asked.breach, by: holder, at: occurredAt)
    }

    mutating func resetTimeLimit(_ reset: DossierEvent.TimeLimitReset, at occurredAt: Timestamp) {
        status = .handling
        handlingSupplement?.completedAt = occurredAt
        reception?.dueAt = reset.dueAt
        reception?.passOnBy = reset.passOnBy
        reception?.countedFrom = occurredAt
        reception?.lawfulDueAt = nil
        for step in reset.steps { updateBranch(step.branch) { $0.dueAt = step.dueAt } }
        if let branch = handlingSupplement?.branch { updateBranch(branch) { $0.status = .toOffer } }
        if custodian == .applicant { custodian = .body(.office(officeInCharge)) }
        settleNotices([.supplement], at: occurredAt)
    }

    mutating func reschedule(_ rescheduled: DossierEvent.Rescheduled, at occurredAt: Timestamp) {
        if let dueAt = rescheduled.dueAt, let present = reception?.dueAt {
            if reception?.lawfulDueAt == nil { reception?.lawfulDueAt = present }
            reception?.dueAt = dueAt
            reception?.rescheduledAt = occurredAt
        }
        note(rescheduled.breach, by: rescheduled.by, at: occurredAt)
        owe(.lateness, at: occurredAt)
    }

    mutating func decide(_ decided: DossierEvent.Decided, at occurredAt: Timestamp) {
        let decider = branches.first { $0.branch == lead }?.holder ?? holder
        status = .decided
        decision = decided.decision
        decidedAt = occurredAt
        decidedBy = decider
        branches = []
        consultations = []
        // A refusal may come while others are still offered their part: that is overtaken.
        dropHandovers(at: occurredAt) { _ in true }
        note(decided.breach, by: decider, at: occurredAt)
    }

    mutating func end(_ ending: DossierStatus, at occurredAt: Timestamp) {
        status = ending
        endedAt = occurredAt
        branches = []
        consultations = []
        planProblems = []
        flaggedTo = nil
        reception?.confirmationAwaited = false
        // Papers that a carrier has arrive first, and go back from there.
        dropHandovers(at: occurredAt) { !($0.handover.carriesPaper && $0.dispatchedAt != nil) }
        switch custodian {
        case .body(let body): holder = body
        case .carrier: break
        case .applicant: holder = .office(officeInCharge)
        }
        settleNotices([.supplement, .lateness], at: occurredAt)
    }

    private mutating func dropHandovers(at occurredAt: Timestamp, where overtaken: (OpenHandover) -> Bool) {
        for open in openHandovers where overtaken(open) { answer(open, .overtaken, at: occurredAt) }
        openHandovers.removeAll(where: overtaken)
    }

    mutating func giveBack(_ originals: [DocumentID]) {
        guard !originals.isEmpty else { return }
        originalsGivenBack = (originalsGivenBack ?? []) + originals
    }

    mutating func dispatch(_ dispatched: DossierEvent.HandoverDispatched, at occurredAt: Timestamp) {
        updateHandover(dispatched.handover) { open in
            open.carriage = dispatched.carriage
            open.dispatchedAt = occurredAt
        }
        if handoverCarriesPaper(dispatched.handover) { custodian = .carrier(dispatched.carriage.carrier) }
        if let open = openHandovers.first(where: { $0.handover.id == dispatched.handover }) {
            list(dispatched.manifest, open.handover, at: occurredAt)
        }
    }

    mutating func flag(_ flagged: DossierEvent.PlanFlagged) {
        join(.office(flagged.reportedTo))
        if flagged.isTakenOver { takeOver(by: flagged.reportedTo) }
        planProblems = flagged.problems.filter { $0.cause != .officeCeased }
        flaggedTo = planProblems.isEmpty ? nil : flagged.reportedTo
    }

    /// What the receiving office had to do is another office's from now on. Where the result goes is for a person to
    /// say, because the citizen has to be told.
    private mutating func takeOver(by office: OfficeID) {
        let former = Body.office(officeInCharge)
        let body = Body.office(office)
        successor = office
        func renamed(_ other: Body) -> Body { other == former ? body : other }
        for index in branches.indices {
            branches[index].holder = renamed(branches[index].holder)
            branches[index].forwarder = branches[index].forwarder.map(renamed)
        }
        openHandovers = openHandovers.map { open in
            guard open.handover.purpose != .result else { return open }
            return open.readdressed(from: renamed(open.handover.from), to: renamed(open.handover.to))
        }
        guard status != .readyToHandOver else { return }
        holder = renamed(holder)
        if custodian == .body(former) { custodian = .body(body) }
    }

    mutating func post(_ posted: DossierEvent.ResultPosted, at occurredAt: Timestamp) {
        delivery = Delivery(carriage: posted.carriage, postedAt: occurredAt)
        custodian = .carrier(posted.carriage.carrier)
    }

    mutating func takeBackResult(_ returned: DossierEvent.ResultReturned, at occurredAt: Timestamp) {
        delivery = nil
        custodian = .body(holder)
        note(returned.breach, by: holder, at: occurredAt)
        owe(.undelivered, at: occurredAt)
    }

    mutating func replaceDecision(_ replaced: DossierEvent.DecisionReplaced, at occurredAt: Timestamp) {
        guard let decision, let decidedAt, let decidedBy else {
            preconditionFailure("only a decision that was made is replaced")
        }
        let handedOverAt = handedOverAt
        register {
            $0.replacedDecisions.append(
                ReplacedDecision(
                    decision: decision, decidedAt: decidedAt, handedOverAt: handedOverAt, replacedAt: occurredAt,
                    reason: replaced.reason))
        }
        self.decision = replaced.decision
        self.decidedAt = occurredAt
        guard status != .decided else { return }
        // The new result goes the whole way back; the file is with whoever corrects it.
        status = .decided
        self.handedOverAt = nil
        readyAt = nil
        holder = decidedBy
        custodian = .body(decidedBy)
        settleNotices([.earlyResult, .result, .undelivered], at: occurredAt)
    }
}

extension [SubmittedDocument] {
    /// The papers of both lists, counts added up per paper.
    func adding(_ more: [SubmittedDocument]) -> [SubmittedDocument] {
        var sum = self
        for document in more {
            if let index = sum.firstIndex(where: { $0.document == document.document }) {
                sum[index] = SubmittedDocument(
                    document: document.document, originals: sum[index].originals + document.originals,
                    copies: sum[index].copies + document.copies)
            } else {
                sum.append(document)
            }
        }
        return sum
    }

    /// The papers without those that are missing, none below zero.
    func subtracting(_ missing: [MissingDocument]) -> [SubmittedDocument] {
        map { document in
            let lacking = missing.first { $0.document == document.document }
            return SubmittedDocument(
                document: document.document, originals: Swift.max(0, document.originals - (lacking?.originals ?? 0)),
                copies: Swift.max(0, document.copies - (lacking?.copies ?? 0)))
        }
    }
}

extension [MissingDocument] {
    /// What is still missing after those papers were brought; a spare original serves as a copy.
    func subtracting(_ brought: [SubmittedDocument]) -> [MissingDocument] {
        compactMap { wanted in
            guard let got = brought.first(where: { $0.document == wanted.document }) else { return wanted }
            let originals = Swift.max(0, wanted.originals - got.originals)
            let spare = Swift.max(0, got.originals - wanted.originals)
            let copies = Swift.max(0, wanted.copies - got.copies - spare)
            return originals + copies == 0
                ? nil : MissingDocument(document: wanted.document, originals: originals, copies: copies)
        }
    }
}
