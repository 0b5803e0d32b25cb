/// The body of a request whose handler reads it while it comes.
struct Inflow {
    private var pieces: [[UInt8]] = []
    private var first = 0
    /// Bytes that came and were not taken yet.
    private(set) var byteCount = 0
    /// The whole body has come.
    var isComplete = false
    /// Why no more will come.
    var failure: RequestBodyError?
    /// The client waits for 100 (Continue), which it gets when the handler first asks.
    var awaitsInvitation: Bool
    /// The minimum rate is not measured, because nothing is read or nothing was asked for.
    var clockStands = true

    init(awaitsInvitation: Bool) {
        self.awaitsInvitation = awaitsInvitation
    }

    /// Small pieces are put together: a client that sends chunks of one byte would otherwise cost fifty times what the
    /// window allows.
    private static let piecesUpTo = 16_384

    mutating func append(_ piece: [UInt8]) {
        guard !piece.isEmpty else { return }
        byteCount += piece.count
        let last = pieces.count - 1
        if last >= first, pieces[last].count + piece.count <= Self.piecesUpTo {
            pieces[last] += piece
        } else {
            pieces.append(piece)
        }
    }

    mutating func next() -> [UInt8]? {
        guard first < pieces.count else { return nil }
        let piece = pieces[first]
        first += 1
        byteCount -= piece.count
        if first == pieces.count {
            pieces.removeAll(keepingCapacity: true)
            first = 0
        }
        return piece
    }

    /// Somebody who waits would get something now.
    var isReady: Bool { byteCount > 0 || isComplete || failure != nil }
}

/// What a handler gets when it asks for the next piece of a body.
enum TakenPiece {
    case piece([UInt8])
    case end
    case failed(RequestBodyError)
    case wait
}
