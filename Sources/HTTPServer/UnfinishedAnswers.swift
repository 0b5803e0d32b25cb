/// A request whose answer isn't there yet: nothing of the task that took it is left.
final class ParkedRequest: Sendable {
    let received: ConnectionState.Received
    let client: PeerAddress
    let start: MonotonicTime
    let answer: ParkedAnswer

    init(received: ConnectionState.Received, client: PeerAddress, start: MonotonicTime, answer: ParkedAnswer) {
        self.received = received
        self.client = client
        self.start = start
        self.answer = answer
    }
}

/// An answer whose head has been written, and whose content a handler is to produce.
struct StreamedAnswer {
    let stream: AnswerStream
    let goesOn: Bool
    let isCompressed: Bool
}
