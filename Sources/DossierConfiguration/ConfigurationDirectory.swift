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
    for folder in ["", "procedures/", "routes/"] + folders(ofForms: root) {
        let place = folder.isEmpty ? root : root.appendingPathComponent(folder, isDirectory: true)
        if !folder.isEmpty, !FileManager.default.fileExists(atPath: place.path) { continue }
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
            let endings = [".yaml", ".yml", ".json"] + (folder.hasPrefix("forms/") ? [".mustache", ".html"] : [])
            for name in names where endings.contains(where: name.hasSuffix) {
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

/// The folders of sets of forms, each with a slash at its end.
private func folders(ofForms root: URL) -> [String] {
    let forms = root.appendingPathComponent("forms", isDirectory: true)
    // Without the folder there are no forms; a folder that can't be read says so when its files are.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: forms.path)) ?? []
    return names.sorted().filter { name in
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: forms.path + "/" + name, isDirectory: &isDirectory)
            && isDirectory.boolValue
    }.map { "forms/\($0)/" }
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
