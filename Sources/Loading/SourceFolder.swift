internal import FoundationEssentials

/// The Swift files of a folder beside a lab file, which a lab imports by the folder's name.
///
/// They are a module of their own, compiled once for all labs. What is in them need not be `public`: they are imported
/// as tests import what they test.
struct SourceFolder: Sendable {
    struct File: Sendable {
        var name: String
        var bytes: [UInt8]
    }

    /// The module's.
    var name: String
    /// In the order of their names.
    var files: [File]
    /// What all of them import.
    var imports: [Import]

    /// Every `.swift` file in `directory` + `name`, but none of a folder within it, and no hidden one.
    ///
    /// - Parameter directory: with the slash at its end; empty for the current one
    /// - Returns: `nil` if there is no such folder, or no Swift file in it
    init?(_ name: String, in directory: String) throws(LoadingError) {
        let path = directory + name
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
            .filter { $0.hasSuffix(".swift") && !$0.hasPrefix(".") }.sorted()
        guard !names.isEmpty else { return nil }
        self.name = name
        files = []
        imports = []
        for name in names {
            let file = try LabFile(path: "\(path)/\(name)", isPlain: true)
            try file.checkText()
            files.append(File(name: name, bytes: file.bytes))
            imports += file.imports
        }
    }
}
