import Foundation

/// Reads the YAML files of a configuration's directory; what can't be read comes back as problems.
///
/// Files of other kinds (a README) are left alone; a `.yml` or `.json` is read, and later refused by name, so
/// that a misnamed table is never passed over in silence.
func readConfigurationFiles(in directory: String) -> (
    files: [ConfigurationFile], problems: [ConfigurationProblem]
) {
    var files: [ConfigurationFile] = []
    var problems: [ConfigurationProblem] = []
    let root = URL(fileURLWithPath: directory, isDirectory: true)
    for folder in ["", "procedures/", "routes/"] {
        let place = folder.isEmpty ? root : root.appendingPathComponent(folder, isDirectory: true)
        if !folder.isEmpty, !FileManager.default.fileExists(atPath: place.path) { continue }
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
            for name in names where [".yaml", ".yml", ".json"].contains(where: name.hasSuffix) {
                let url = place.appendingPathComponent(name)
                do {
                    files.append(try readConfigurationFile(at: url, path: folder + name))
                } catch {
                    problems.append(unreadable(folder + name, error))
                }
            }
        } catch {
            problems.append(unreadable(folder.isEmpty ? directory : folder, error))
        }
    }
    return (files, problems)
}

private func readConfigurationFile(at url: URL, path: String) throws -> ConfigurationFile {
    let handle = try FileHandle(forReadingFrom: url)
    defer { try? handle.close() }
    // One byte more than is accepted is enough to see that the file is too long.
    let data = try handle.read(upToCount: ConfigurationLimits.fileByteCount + 1) ?? Data()
    return ConfigurationFile(path: path, bytes: Array(data))
}

private func unreadable(_ path: String, _ error: any Error) -> ConfigurationProblem {
    ConfigurationProblem(
        file: path, line: nil, path: "", reason: "can't be read: \(error.localizedDescription)")
}
