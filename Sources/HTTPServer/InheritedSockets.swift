import Glibc

/// Listening sockets handed over by systemd (sd_listen_fds(3)): they lie at descriptor 3 and up, `LISTEN_FDS` of them,
/// for the process whose number is in `LISTEN_PID`.
public enum InheritedSockets {
    private static let first = 3

    /// The addresses that were handed over; empty when none were, or when they are meant for another process.
    ///
    /// - Parameter processID: the number to compare `LISTEN_PID` with; this process's own unless told otherwise.
    public static func addresses(
        environment: [String: String], processID: Int32? = nil
    ) -> [ListenAddress] {
        guard let process = environment["LISTEN_PID"], Int32(process) == processID ?? getpid(),
            let text = environment["LISTEN_FDS"], let count = Int(text), (1...64).contains(count)
        else { return [] }
        return (first..<first + count).map { ListenAddress(.inherited(descriptor: Int32($0))) }
    }
}
