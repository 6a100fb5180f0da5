import Glibc
import Namespaces
import Reporting
import Runtime

/// The directory of `--artifacts`: a directory below it for each lab that failed.
struct Artifacts {
    let directory: String

    /// Makes the directory, with those above it.
    func make() throws {
        var path = directory.hasPrefix("/") ? "/" : ""
        for part in directory.split(separator: "/") {
            path += (path.isEmpty || path.hasSuffix("/") ? "" : "/") + part
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw SystemError("mkdir", path) }
        }
        guard access(directory, W_OK) == 0 else { throw SystemError("access", directory) }
    }

    /// A new directory for a lab: `DIR/NAME`, or `DIR/NAME-2` and so on where that is there already, from another run
    /// or of another lab. What is there is never mixed with what comes.
    func bundle(for name: String) throws -> String {
        for number in 1... {
            let path = "\(directory)/\(name)" + (number == 1 ? "" : "-\(number)")
            if mkdir(path, 0o755) == 0 { return path }
            guard errno == EEXIST else { throw SystemError("mkdir", path) }
        }
        return directory
    }

    /// Adds the reports of a lab to its bundle, which a lab that never came to a failed stage does not have yet.
    func writeReports(of lab: inout LabResult, in results: TestResults) throws {
        let bundle = try lab.artifacts ?? bundle(for: VisibleText.of(lab.title))
        lab.artifacts = bundle
        var own = results
        own.labs = [lab]
        own.status = ExitStatus([lab]).rawValue
        own.duration = lab.duration
        try WholeFile.replace(bundle + "/report.txt", with: Array(TextReporter().document(own).utf8))
        try WholeFile.replace(bundle + "/report.json", with: Array(JSONReporter().document(own).utf8))
    }
}
