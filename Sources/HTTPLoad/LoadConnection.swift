import CLinux
import Glibc

/// One connection of the client, with the request that waits for its answer.
final class LoadConnection {
    enum Reading {
        /// The answer isn't whole yet.
        case waiting
        /// The answer is in; `closes` where the server is going to close.
        case answered(closes: Bool)
        /// The server closed, or the answer can't be read.
        case ended
    }

    let index: Int
    private(set) var descriptor: Int32 = -1
    var request: [UInt8] = []
    var kind = 0
    var sentAt: Int64 = 0
    private(set) var status = 0
    private var buffer = [UInt8](repeating: 0, count: 32_768)
    private var filled = 0
    private var headEnd = 0
    private var answerEnd = 0

    private static let emptyLine = Array("\r\n\r\n".utf8)
    private static let lengthName = Array("ontent-".utf8)

    init(index: Int) {
        self.index = index
    }

    deinit { disconnect() }

    /// Connects to a port of 127.0.0.1; `false` where nobody listens there.
    func connect(port: UInt16) -> Bool {
        disconnect()
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            return false
        }
        _ = clinux_set_nodelay(descriptor)
        self.descriptor = descriptor
        return true
    }

    func disconnect() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        filled = 0
        headEnd = 0
    }

    /// Sends the request whole; `false` where the server has gone.
    func send() -> Bool {
        request.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count, let start = bytes.baseAddress {
                let count = clinux_send(descriptor, start + sent, bytes.count - sent)
                if count > 0 {
                    sent += count
                } else if count < 0, errno == EAGAIN {
                    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    guard poll(&wait, 1, 5_000) == 1 else { return false }
                } else if count >= 0 || errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    /// Reads what has arrived.
    func read() -> Reading {
        if buffer.count - filled < 4_096 { buffer += [UInt8](repeating: 0, count: buffer.count) }
        let count = buffer.withUnsafeMutableBytes { bytes -> Int in
            guard let start = bytes.baseAddress else { return 0 }
            return clinux_receive(descriptor, start + filled, bytes.count - filled)
        }
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) ? .waiting : .ended }
        filled += count
        return parse()
    }

    /// Shows the answer that has just come in.
    func withAnswer(_ look: (Answer) -> Void) {
        buffer.withUnsafeBytes { bytes in
            look(
                Answer(
                    status: status, head: UnsafeRawBufferPointer(rebasing: bytes[..<headEnd]),
                    body: UnsafeRawBufferPointer(rebasing: bytes[headEnd..<answerEnd])))
        }
    }

    /// How long the answer is, its head included.
    var answerLength: Int { answerEnd }

    /// Makes room for the next answer.
    func forgetAnswer() {
        // Nothing is pipelined, so nothing of the next answer can be here yet.
        filled = 0
        headEnd = 0
    }

    private func parse() -> Reading {
        buffer.withUnsafeBytes { bytes in
            let received = UnsafeRawBufferPointer(rebasing: bytes[..<filled])
            if headEnd == 0 {
                guard let end = received.firstRange(of: Self.emptyLine) else { return .waiting }
                headEnd = end.upperBound
                guard headEnd > 16, let status = number(received, from: 9) else { return .ended }
                self.status = status
                guard let length = bodyLength(UnsafeRawBufferPointer(rebasing: received[..<headEnd])) else {
                    return .ended
                }
                answerEnd = headEnd + length
            }
            guard filled >= answerEnd else { return .waiting }
            let head = UnsafeRawBufferPointer(rebasing: received[..<headEnd])
            return .answered(closes: closes(head))
        }
    }

    private func bodyLength(_ head: UnsafeRawBufferPointer) -> Int? {
        if status == 304 || status == 204 || status < 200 { return 0 }
        var start = 0
        while let found = head.firstRange(of: Self.lengthName, from: start) {
            start = found.upperBound
            // "Content-Length: " has seven letters, a colon and a space after the joint.
            if head[start] | 0x20 == UInt8(ascii: "l"), head[start + 1] == UInt8(ascii: "e") {
                return number(head, from: start + 8)
            }
        }
        return nil
    }

    private func closes(_ head: UnsafeRawBufferPointer) -> Bool {
        head.firstRange(of: Array("onnection: close".utf8)) != nil
    }

    private func number(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var value = 0
        var index = start
        while index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) {
            value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
            index += 1
        }
        return index > start ? value : nil
    }
}
