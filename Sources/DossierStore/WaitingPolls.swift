import DossierDomain
import Synchronization

/// What a COMMIT has brought to a body.
public struct BodyNews: Hashable, Sendable {
    /// Events that it may see.
    public var events = false
    /// Its waiting work is another.
    public var work = false
    /// So many pieces of work can be claimed that could not be before.
    public var claimable = 0

    /// Nothing yet.
    public init() {}
}

/// The polls that wait for news (POL-05): a poll registers, looks again, and only then waits, so that nothing can
/// come in between unnoticed; whoever commits announces after COMMIT has returned.
///
/// A poll for events or assignments is woken by any news of its body. Of the claims that wait, one is woken for each
/// piece of work, in the order of their coming; one that takes nothing passes its turn on.
public final class WaitingPolls: Sendable {
    /// What a poll waits for.
    public enum Interest: Hashable, Sendable {
        /// Events of a body's feed.
        case events
        /// A body's waiting work.
        case work
        /// Something to claim.
        case claim
    }

    /// Why a wait has ended.
    public enum Wake: String, CaseIterable, Sendable {
        /// Something has come: look.
        case news
        /// The time is up.
        case timeUp
        /// The client has hung up.
        case clientGone
        /// The server goes down.
        case closing
    }

    /// A poll's place among those that wait, until it leaves.
    public struct Ticket: Hashable, Sendable {
        fileprivate let serial: UInt64
        fileprivate let body: Body
        fileprivate let interest: Interest
    }

    private struct Place {
        let interest: Interest
        let body: Body
        var signal: Wake?
        var whenOver: (@Sendable (Wake) -> Void)?
    }

    /// The places of one body, by interest, in the order of their coming.
    private struct Lines {
        var events: [UInt64] = []
        var work: [UInt64] = []
        var claims: [UInt64] = []

        subscript(interest: Interest) -> [UInt64] {
            get {
                switch interest {
                case .events: events
                case .work: work
                case .claim: claims
                }
            }
            set {
                switch interest {
                case .events: events = newValue
                case .work: work = newValue
                case .claim: claims = newValue
                }
            }
        }

        var isEmpty: Bool { events.isEmpty && work.isEmpty && claims.isEmpty }

        mutating func remove(_ serial: UInt64, from interest: Interest) {
            func without(_ line: inout [UInt64]) {
                // Serials only ever grow, so that a line is in order.
                var range = line.startIndex..<line.endIndex
                while let first = range.first {
                    let middle = first + range.count / 2
                    if line[middle] == serial {
                        line.remove(at: middle)
                        return
                    }
                    range = line[middle] < serial ? middle + 1..<range.upperBound : first..<middle
                }
            }
            switch interest {
            case .events: without(&events)
            case .work: without(&work)
            case .claim: without(&claims)
            }
        }
    }

    private struct Room {
        var places: [UInt64: Place] = [:]
        var lines: [Body: Lines] = [:]
        /// Serials by the tick in which their time is up; those that have left stay until then.
        var ticks: [Int64: [UInt64]] = [:]
        var lastSerial: UInt64 = 0
        var parkedCount = 0
        var wakes: [Wake: Int] = [:]
        var isClosed = false
    }

    private typealias Resumption = (@Sendable (Wake) -> Void, Wake)

    private let room = Mutex(Room())
    private let now: @Sendable () -> Duration

    /// How finely time is told: a wait ends within one tick after its time.
    public static let tick = Duration.milliseconds(250)

    /// Nobody waits yet; `now` is a clock that is never set, from any beginning.
    public init(now: @escaping @Sendable () -> Duration = WaitingPolls.sinceStart()) {
        self.now = now
    }

    /// A clock that is never set, from now.
    public static func sinceStart() -> @Sendable () -> Duration {
        let start = ContinuousClock.now
        return { start.duration(to: ContinuousClock.now) }
    }

    /// How many polls have a place.
    public var count: Int { room.withLock { $0.places.count } }

    /// How many polls wait, neither looking nor being woken.
    public var parkedCount: Int { room.withLock { $0.parkedCount } }

    /// How many waits have ended, by why.
    public var wakes: [Wake: Int] { room.withLock { $0.wakes } }

    /// How many claims wait for work of a body.
    public func claimsWaiting(for body: Body) -> Int {
        room.withLock { $0.lines[body]?.claims.count ?? 0 }
    }

    // MARK: A poll

    /// Takes a place; from here on no news is missed. Leave it in the end.
    public func register(_ interest: Interest, for body: Body, within duration: Duration) -> Ticket {
        let end = Self.tick(of: now() + duration) + 1
        return room.withLock { room in
            room.lastSerial += 1
            let serial = room.lastSerial
            room.places[serial] = Place(
                interest: interest, body: body, signal: room.isClosed ? .closing : nil, whenOver: nil)
            room.lines[body, default: Lines()][interest].append(serial)
            room.ticks[end, default: []].append(serial)
            return Ticket(serial: serial, body: body, interest: interest)
        }
    }

    /// Forgets news, before the poll looks for itself; `false` where it needn't look, because the wait has ended.
    public func willLook(_ ticket: Ticket) -> Bool {
        room.withLock { room in
            guard let place = room.places[ticket.serial] else { return false }
            if place.signal == .news { room.places[ticket.serial]?.signal = nil }
            return place.signal == nil || place.signal == .news
        }
    }

    /// Waits until there is something to wake up for, at once where it has come already.
    public func wait(for ticket: Ticket) async -> Wake {
        await withCheckedContinuation { continuation in whenOver(ticket) { continuation.resume(returning: $0) } }
    }

    /// Has `call` made once when there is something to wake up for, at once where it has come already; from any thread,
    /// must not block.
    public func whenOver(_ ticket: Ticket, _ call: @escaping @Sendable (Wake) -> Void) {
        let wake = room.withLock { room -> Wake? in
            guard var place = room.places[ticket.serial] else { return .timeUp }
            if let signal = place.signal { return signal }
            place.whenOver = call
            room.parkedCount += 1
            room.places[ticket.serial] = place
            return nil
        }
        if let wake { call(wake) }
    }

    /// Why a wait that is over has ended.
    public func wake(of ticket: Ticket) -> Wake {
        room.withLock { $0.places[ticket.serial]?.signal } ?? .timeUp
    }

    /// Gives the place up; news that were not looked at go to the next claim in the line.
    public func leave(_ ticket: Ticket) {
        resume(
            room.withLock { room in
                guard let place = room.places.removeValue(forKey: ticket.serial) else { return [] }
                var woken: [Resumption] = []
                if place.interest == .claim, place.signal == .news {
                    woken = Self.wakeClaims(1, of: place.body, after: ticket.serial, in: &room)
                }
                room.lines[place.body]?.remove(ticket.serial, from: place.interest)
                if room.lines[place.body]?.isEmpty == true { room.lines[place.body] = nil }
                return woken
            })
    }

    /// Lets the next claim in the line look: this one took nothing although there is something.
    public func passOn(_ ticket: Ticket) {
        resume(room.withLock { Self.wakeClaims(1, of: ticket.body, after: ticket.serial, in: &$0) })
    }

    /// The poll's client has hung up.
    public func clientIsGone(_ ticket: Ticket) {
        resume(
            room.withLock { room in
                // News for a dead claim are somebody else's.
                let passes = room.places[ticket.serial]?.signal == .news && ticket.interest == .claim
                var woken = Self.signal(.clientGone, to: ticket.serial, in: &room)
                if passes { woken += Self.wakeClaims(1, of: ticket.body, after: ticket.serial, in: &room) }
                return woken
            })
    }

    // MARK: Whoever has news

    /// Wakes those concerned; called after COMMIT has returned.
    public func announce(_ news: [Body: BodyNews]) {
        resume(
            room.withLock { room in
                var woken: [Resumption] = []
                for (body, news) in news {
                    guard let lines = room.lines[body] else { continue }
                    if news.events { for serial in lines.events { woken += Self.signal(.news, to: serial, in: &room) } }
                    if news.work { for serial in lines.work { woken += Self.signal(.news, to: serial, in: &room) } }
                    woken += Self.wakeClaims(news.claimable, of: body, after: 0, in: &room)
                }
                return woken
            })
    }

    /// Ends the waits whose time is up.
    public func endWaits() {
        let tick = Self.tick(of: now())
        resume(
            room.withLock { room in
                var woken: [Resumption] = []
                for due in room.ticks.keys where due <= tick {
                    for serial in room.ticks.removeValue(forKey: due) ?? [] {
                        woken += Self.signal(.timeUp, to: serial, in: &room)
                    }
                }
                return woken
            })
    }

    /// Ends all waits, now and from now on: the server goes down.
    public func close() {
        resume(
            room.withLock { room in
                room.isClosed = true
                return Array(room.places.keys).flatMap { Self.signal(.closing, to: $0, in: &room) }
            })
    }

    // MARK: Inside

    private static func tick(of duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 4 + attoseconds / 250_000_000_000_000_000
    }

    /// Notes why a poll is to wake up; an end is never overwritten by news.
    private static func signal(_ wake: Wake, to serial: UInt64, in room: inout Room) -> [Resumption] {
        guard var place = room.places[serial] else { return [] }
        if place.signal == nil || place.signal == .news { place.signal = wake }
        let call = place.whenOver
        place.whenOver = nil
        room.places[serial] = place
        guard let call, let signal = place.signal else { return [] }
        room.parkedCount -= 1
        room.wakes[signal, default: 0] += 1
        return [(call, signal)]
    }

    private static func wakeClaims(
        _ count: Int, of body: Body, after serial: UInt64, in room: inout Room
    ) -> [Resumption] {
        guard count > 0, let line = room.lines[body]?.claims else { return [] }
        var woken: [Resumption] = []
        var left = count
        for waiting in line where waiting > serial && room.places[waiting]?.signal == nil {
            woken += signal(.news, to: waiting, in: &room)
            left -= 1
            if left == 0 { break }
        }
        return woken
    }

    private func resume(_ woken: [Resumption]) {
        for (call, wake) in woken { call(wake) }
    }
}
