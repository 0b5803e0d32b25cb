/// The open connections of a loop, found by tokens that are never used twice: an event for a socket that closed
/// a moment ago must not reach the connection that got its place.
struct ConnectionTable {
    private var places: [Connection?] = []
    private var generations: [UInt32] = []
    private var free: [Int] = []

    var isEmpty: Bool { free.count == places.count }

    var all: [Connection] { places.compactMap { $0 } }

    subscript(token: UInt64) -> Connection? {
        let place = Int(token & 0xFFFF_FFFF)
        guard place < places.count, generations[place] == UInt32(token >> 32) else { return nil }
        return places[place]
    }

    mutating func insert(_ make: (UInt64) -> Connection) -> Connection {
        if free.isEmpty {
            free.append(places.count)
            places.append(nil)
            generations.append(0)
        }
        let place = free.removeLast()
        let connection = make(UInt64(generations[place]) << 32 | UInt64(place))
        places[place] = connection
        return connection
    }

    mutating func remove(_ token: UInt64) {
        let place = Int(token & 0xFFFF_FFFF)
        places[place] = nil
        generations[place] &+= 1
        free.append(place)
    }
}
