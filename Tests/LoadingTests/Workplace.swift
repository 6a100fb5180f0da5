import Foundation
import Testing

@testable import Loading

/// A directory for one test: lab files, a cache and a place for temporary files, all removed at its end.
final class Workplace: Sendable {
    let path: String
    var cache: String { path + "/cache" }
    var temporary: String { path + "/tmp" }

    init() throws {
        guard let program = FileIdentity("/proc/self/exe")?.path,
            let library = LabLibrary.places(program: program).first, LabLibrary(directory: library) != nil
        else { throw Missing() }
        path = NSTemporaryDirectory() + "warren-loading-tests-" + UUID().uuidString
        for (directory, mode) in [("", 0o711), ("/cache", 0o700), ("/tmp", 0o711)] {
            try FileManager.default.createDirectory(
                atPath: path + directory, withIntermediateDirectories: false, attributes: [.posixPermissions: mode])
        }
        // The compiler's modules are the same for all tests, and take a second to make.
        let base = access(library, W_OK) == 0 ? library : NSTemporaryDirectory()
        let modules = "\(base)/warren-loading-tests.modules-\(geteuid())"
        try FileManager.default.createDirectory(atPath: modules, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: cache + "/modules", withDestinationPath: modules)
    }

    struct Missing: Error, CustomStringConvertible {
        var description: String { "libWarrenLab.a is not beside the tests: run them by `make test`" }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var environment: [String: String] {
        ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("SUDO_") }
            .merging(["WARREN_CACHE": cache, "TMPDIR": temporary]) { $1 }
    }

    func loader(_ more: [String: String] = [:], library: String? = nil, limit: Duration = .seconds(20)) -> LabLoader {
        LabLoader(environment: environment.merging(more) { $1 }, library: library, evaluationLimit: limit)
    }

    /// Makes a folder beside the lab files.
    func write(folder: String, _ files: [String: String]) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
        for (name, text) in files { _ = try write(text, as: "\(folder)/\(name)") }
    }

    /// Puts the text into a file and returns its path.
    func write(_ text: String, as name: String = "a.swift") throws -> String {
        try write(Array(text.utf8), as: name)
    }

    func write(_ bytes: [UInt8], as name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
        return path + "/" + name
    }

    /// A compiler that notes each time it is started, and how often that was.
    func countingCompiler() throws -> (path: String, starts: () -> Int) {
        let log = path + "/starts"
        let real = try SwiftCompiler.locate(environment: environment, path: "").path
        let compiler = try write("#!/bin/sh\necho started >> '\(log)'\nexec '\(real)' \"$@\"\n", as: "counting-swiftc")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: compiler)
        return (compiler, { ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").split(separator: "\n").count })
    }

    /// What a load left behind: there must be nothing, whatever came of it.
    var leftovers: [String] { (try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? ["?"] }

    /// The programs under this directory that still run.
    var running: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).filter { entry in
            Int(entry) != nil && (FileIdentity.link("/proc/\(entry)/exe") ?? "").hasPrefix(path)
        }
    }

    /// The error of a load that must fail.
    func refusal(_ path: String, _ loader: LabLoader? = nil) async -> LoadingError? {
        do throws(LoadingError) {
            let lab = try await (loader ?? self.loader()).load(path)
            Issue.record("\(lab.name) was loaded")
            return nil
        } catch {
            return error
        }
    }
}

extension FileIdentity {
    static func link(_ path: String) -> String? { try? FileManager.default.destinationOfSymbolicLink(atPath: path) }
}
