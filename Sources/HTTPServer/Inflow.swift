/// The body of a request whose handler reads it while it comes.
struct Inflow {
    private var pieces: [[UInt8]] = []
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
        if last >= 0, pieces[last].count + piece.count <= Self.piecesUpTo {
            pieces[last] += piece
        } else {
            pieces.append(piece)
        }
    }

    /// The piece that came first. It goes, and does not stay here until a handler that is slower than its client has
    /// caught up; the window is a few pieces, so moving the rest costs nothing.
    mutating func next() -> [UInt8]? {
        guard !pieces.isEmpty else { return nil }
        let piece = pieces.removeFirst()
        byteCount -= piece.count
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
