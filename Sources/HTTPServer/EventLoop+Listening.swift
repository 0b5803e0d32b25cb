internal import CLinux
import Glibc
internal import Logging

/// Taking connections from the sockets that listen.
extension EventLoop {
    func listen(_ sockets: [ListeningSocket]) {
        listeners = sockets
        // A drain that was asked for before has found nothing to close.
        if isDraining { closeListeners() }
        resumeListeners()
    }

    func resumeListeners() {
        listenersArePaused = false
        for (index, listener) in listeners.enumerated() {
            let interest = listener.isShared ? CLINUX_EPOLLIN | CLINUX_EPOLLEXCLUSIVE : CLINUX_EPOLLIN
            let token = Self.listenerTokens + UInt64(index)
            if clinux_epoll_add(epoll, listener.descriptor, interest, token) != 0 {
                pauseListeners()
                return
            }
        }
    }

    private func pauseListeners() {
        if listenersArePaused { return }
        listenersArePaused = true
        for listener in listeners { _ = clinux_epoll_remove(epoll, listener.descriptor) }
        deadlines.insert(
            DeadlineHeap.Entry(time: now + configuration.acceptBackoff, token: Self.acceptToken))
    }

    func closeListeners() {
        for listener in listeners { close(listener.descriptor) }
        listeners = []
    }

    /// Takes who stands in a queue; true when more may stand there.
    @discardableResult
    func acceptWaiting(at index: Int) -> Bool {
        guard index < listeners.count else { return false }
        let listener = listeners[index]
        for _ in 0..<Self.acceptsInARow {
            var address = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let descriptor = clinux_accept(listener.descriptor, &address, &length)
            if descriptor >= 0 {
                // Fails for sockets that are not TCP, where there is nothing to delay.
                _ = clinux_set_nodelay(descriptor)
                adopt(
                    Transport(descriptor, security: listener.security), peer: PeerAddress(address),
                    door: listener.door)
                continue
            }
            switch errno {
            case EAGAIN, EWOULDBLOCK:
                return false
            case EMFILE, ENFILE, ENOBUFS, ENOMEM:
                // The listener stays readable, so without a pause the loop would spin.
                logger.warning("accepting paused", metadata: ["errno": "\(errno)", "loop": "\(self.index)"])
                environment.counters.add(.acceptPauses)
                pauseListeners()
                return false
            default:
                // EINTR, ECONNABORTED and the network errors of accept(2) concern one client only.
                continue
            }
        }
        return true
    }
}
