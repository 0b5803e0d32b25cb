import Foundation

/// A text file of the package.
struct TextFile: CustomStringConvertible {
    /// Its path from the package's root.
    let path: String
    /// Its contents.
    let text: String

    /// Short, like that of ``Tree``.
    var description: String { path }

    /// The room (or test target) it lies in; `nil` outside `Sources` and `Tests`.
    var room: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
        return String(parts[1])
    }
}

/// The package's files as they are committed, or would be.
struct Tree: CustomStringConvertible {
    let root: URL
    let files: [TextFile]
    /// The paths of all files, of those that are no text as well.
    let paths: Set<String>

    /// The package that these tests belong to.
    static let package = Tree(
        root: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent())

    init(root: URL) {
        self.root = root
        let paths = Self.listed(in: root) ?? Self.walked(in: root)
        self.paths = Set(paths)
        files = paths.sorted().compactMap { path in
            // What is listed but not there any more is a deletion that isn't committed yet.
            guard let data = FileManager.default.contents(atPath: root.appending(path: path).path),
                let text = String(data: data, encoding: .utf8)
            else { return nil }
            return TextFile(path: path, text: text)
        }
    }

    /// Short, so that a failing expectation doesn't print the whole package.
    var description: String { "\(files.count) files" }

    /// The text of a file; `nil` where there is none.
    func text(_ path: String) -> String? {
        files.first { $0.path == path }?.text
    }

    /// The Swift files under a folder.
    func swift(under folder: String) -> [TextFile] {
        files.filter { $0.path.hasPrefix(folder + "/") && $0.path.hasSuffix(".swift") }
    }

    /// The names of the folders directly under a folder.
    func folders(in folder: String) -> [String] {
        Set(
            paths.filter { $0.hasPrefix(folder + "/") }.compactMap { path -> String? in
                let parts = path.dropFirst(folder.count + 1).split(separator: "/")
                return parts.count > 1 ? String(parts[0]) : nil
            }
        ).sorted()
    }

    /// What git knows or would add; `nil` where there is no git or no repository.
    private static func listed(in root: URL) -> [String]? {
        git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"], in: root).map {
            $0.split(separator: "\0").map(String.init)
        }
    }

    /// The output of a git command; `nil` where it fails, as outside a repository.
    static func git(_ arguments: [String], in root: URL) -> String? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git", "-C", root.path] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return nil
        }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        return String(data: data, encoding: .utf8)
    }

    /// Every file but those of builds and of running, for a copy of the package without its history.
    private static func walked(in root: URL) -> [String] {
        let skipped: Set<String> = [".git", ".swiftpm", "var", "__pycache__"]
        guard let walk = FileManager.default.enumerator(atPath: root.path) else { return [] }
        var paths: [String] = []
        while let path = walk.nextObject() as? String {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            if skipped.contains(name) || name.hasPrefix(".build") {
                walk.skipDescendants()
            } else if walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
                paths.append(path)
            }
        }
        return paths
    }
}
