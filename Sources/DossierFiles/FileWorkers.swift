import Dispatch

/// Threads on which files are read and written, so that no event loop ever waits for a disk.
///
/// What is done for one name is done one after the other, in order.
public struct FileWorkers: Sendable {
    private let queues: [DispatchQueue]

    /// So many threads at most, 4 by default: enough that one slow sync doesn't hold up everybody.
    public init(count: Int = 4) {
        queues = (0..<count).map { DispatchQueue(label: "files-\($0)") }
    }

    /// Does work on the thread of a name, and resumes the caller where it was.
    public func run<Value: Sendable, Failure: Error>(
        for name: String, _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let place = name.utf8.reduce(5_381) { ($0 &* 33 ^ Int($1)) & 0xFFFF_FFFF } % queues.count
        let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
            queues[place].async {
                do throws(Failure) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
