import Foundation

/// A directory of a test's own that removes itself, with everything in it, when nobody holds it any more.
public final class TemporaryDirectory: Sendable {
    /// Where it is.
    public let path: String

    /// Makes a new, empty directory; throws where the system refuses.
    public init() throws {
        let url = try FileManager.default.url(
            for: .itemReplacementDirectory, in: .userDomainMask,
            appropriateFor: FileManager.default.temporaryDirectory, create: true)
        path = url.path
    }

    /// The path of a file in it.
    public func file(_ name: String) -> String {
        path + "/" + name
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
