import Foundation

/// Why a test can't have what it needs of the machine.
public struct EnvironmentTooSmall: Error, CustomStringConvertible {
    /// What is needed, and what there is.
    public let description: String
}

/// Lets this process, and each that it starts from now on, have so many open files; throws ``EnvironmentTooSmall`` where the
/// system doesn't let it.
public func allowOpenFiles(_ count: Int) throws {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
        throw EnvironmentTooSmall(description: "RLIMIT_NOFILE can't be read: errno \(errno)")
    }
    guard limit.rlim_cur < count else { return }
    guard limit.rlim_max >= count else {
        throw EnvironmentTooSmall(
            description: "\(count) open files are needed, \(limit.rlim_max) allowed: raise the hard limit")
    }
    limit.rlim_cur = rlim_t(count)
    guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
        throw EnvironmentTooSmall(description: "RLIMIT_NOFILE can't be raised to \(count): errno \(errno)")
    }
}
