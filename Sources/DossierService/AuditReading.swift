import DossierDomain
import DossierRouting
import DossierStore

/// Which events an auditor asks for; every filter narrows.
public struct AuditQuestion: Hashable, Sendable {
    /// Of that dossier, or that record apart from any.
    public var record: DossierID?
    /// Done under that credential.
    public var credential: CredentialID?
    /// Done under that posting, or told under it.
    public var posting: PostingID?
    /// Of that kind.
    public var kind: DossierEvent.Kind?
    /// Recorded at or after that instant.
    public var from: Timestamp?
    /// Recorded before that instant.
    public var before: Timestamp?
    /// Behind that position of the chain.
    public var after = 0

    /// Everything.
    public init() {}

    /// Whether it asks for that link. Damage is shown, whatever is asked for: nobody can say what it was.
    func asks(for link: ChainLink) -> Bool {
        guard let event = link.event else { return true }
        return (record == nil || event.dossier == record)
            && (credential == nil || event.actor.credential == credential)
            && (posting == nil || event.actor.posting == posting || event.actor.performer == posting)
            && (kind == nil || event.event.kind == kind)
            && (from.map { event.recordedAt >= $0 } ?? true) && (before.map { event.recordedAt < $0 } ?? true)
    }
}

/// A stretch of the chain that was looked through.
public struct AuditStretch: Sendable {
    /// What was asked for in it.
    public let links: [ChainLink]
    /// The position up to which it was looked through; `nil` where the chain ends.
    public let next: Int?
}

extension DossierService {
    /// How many events are read before others get the loop.
    public static var auditStepSize: Int { 200 }
    /// A page of the record of everything, in the order of recording, for overseers alone.
    ///
    /// A page may have fewer rows than asked for, even none, and still have a next one: it looks through no more than
    /// `stepCount` times ``auditStepSize`` events. Refuses anybody else by rule.
    public func audit(
        _ question: AuditQuestion, limit: Int, stepCount: Int = 25, for actor: Actor,
        reader: Store.Reader
    ) async throws(ServiceError) -> AuditStretch {
        var found: [ChainLink] = []
        var place = question.after
        for _ in 0..<stepCount {
            let stretch = try auditStep(question, after: place, for: actor, reader: reader)
            found += stretch.links
            if found.count > limit {
                // What the page has no room for is the next one's.
                found.removeLast(found.count - limit)
                return AuditStretch(links: found, next: found.last?.position)
            }
            guard let next = stretch.next else { return AuditStretch(links: found, next: nil) }
            place = next
            await Task.yield()
        }
        return AuditStretch(links: found, next: place)
    }

    /// The next few events behind a position: what an export goes through, a step at a time. Refuses as a page does.
    public func auditStep(
        _ question: AuditQuestion, after position: Int, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> AuditStretch {
        try require(.readingRecord, by: actor)
        let links = try ServiceError.reading { () throws(StoreError) in
            try reader.chain(after: position, limit: Self.auditStepSize)
        }
        return AuditStretch(
            links: links.filter(question.asks), next: links.count < Self.auditStepSize ? nil : links.last?.position)
    }

    /// A page of the requests that were rejected and are remembered still, by terminal and key, for overseers alone.
    ///
    /// Looks at no more than `limit` (1–1,000) remembered requests; a page may be short, and have a next one. Refuses
    /// anybody else by rule.
    public func rejections(
        after: String?, lookingAt limit: Int, for actor: Actor, reader: Store.Reader
    ) throws(ServiceError) -> Page<RejectedRequest> {
        try require(.readingRecord, by: actor)
        return try ServiceError.reading { () throws(StoreError) in
            try reader.rejections(after: after, lookingAt: limit)
        }
    }
}
