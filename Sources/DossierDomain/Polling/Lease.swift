/// The serial of a lease: the newest one for a piece of work is the only one that may complete it (POL-01).
///
/// Given by the store, never twice. The clock decides when work is offered to others, never who may complete it: a
/// lease that has run out is still good as long as nobody else has got the work.
public struct FencingToken: Hashable, Comparable, Sendable {
    /// The serial, from 1.
    public let serial: Int

    /// A token of that serial.
    public init(_ serial: Int) {
        self.serial = serial
    }

    /// Orders tokens by when they were given.
    public static func < (left: FencingToken, right: FencingToken) -> Bool {
        left.serial < right.serial
    }
}

extension FencingToken: Codable {
    /// Reads the serial from a JSON number.
    public init(from decoder: any Decoder) throws {
        serial = try decoder.singleValueContainer().decode(Int.self)
    }

    /// Writes the serial as a JSON number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(serial)
    }
}

/// What has become of a lease.
public enum LeaseStanding: Hashable, Codable, Sendable {
    /// Its worker has the work until then.
    case held(until: Timestamp)
    /// It ran out then, and the work waits for anybody; nobody else has taken it yet.
    case expired(at: Timestamp)
    /// Another worker of the body has got the work since.
    case takenOver(by: String, at: Timestamp)
    /// The work was done under it.
    case completed(at: Timestamp)
    /// Its worker gave the work back.
    case released(at: Timestamp)
    /// Its worker gave the work back because it failed, with a reason.
    case returned(at: Timestamp)
    /// A person took the work away from its worker.
    case revoked(at: Timestamp)
    /// The work was done, or went away, without this lease.
    case overtaken(at: Timestamp)
    /// There never was such a lease for this work, or it ended so long ago that it was forgotten.
    case unknown
}
