import Foundation
import Testing

/// The real `warren`, as `make test` builds it.
enum WarrenProgram {
    /// Beside the test bundle; else in the package's debug build.
    static let path: String? = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let places = [URL(fileURLWithPath: bundle).deletingLastPathComponent().path, Package.path + "/.build/debug"]
        return places.map { $0 + "/warren" }.first { access($0, X_OK) == 0 }.flatMap { realpath($0, nil) }.map { pointer in
            defer { free(pointer) }
            return String(cString: pointer)
        }
    }()

    struct Missing: Error, CustomStringConvertible {
        var description: String { "there is no warren beside the tests: run them by `make test`" }
    }

    static func require() throws -> String {
        guard let path else { throw Missing() }
        try #require(turn >= 0)
        return path
    }

    /// Held while this process lives: two runs of these tests at once would each see what the other does to the
    /// machine.
    private static let turn: Int32 = {
        let lock = open("/tmp/warren-integration-tests.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        while flock(lock, LOCK_EX) != 0, errno == EINTR {}
        return lock
    }()

    /// What labs have been compiled to, kept from one run of the tests to the next.
    static var environment: [String: String] {
        let cache = (path.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path } ?? "/tmp") + "/warren-integration-tests.cache"
        return Program.environment.merging(["WARREN_CACHE": cache]) { $1 }
    }

    /// Starts `warren` with these arguments.
    static func start(_ arguments: [String], environment: [String: String] = [:], onTerminal: Bool = false, behind words: [String] = []) throws -> Program {
        try Program(
            words + [require()] + arguments, environment: Self.environment.merging(environment) { $1 }, onTerminal: onTerminal)
    }
}

/// Runs `warren` with these arguments to its end.
@discardableResult
func warren(_ arguments: String..., environment: [String: String] = [:], onTerminal: Bool = false, input: String = "") throws -> Program.Outcome {
    let program = try WarrenProgram.start(arguments, environment: environment, onTerminal: onTerminal)
    if !onTerminal {
        program.write(input)
        program.closeInput()
    }
    return try program.end()
}

/// The package that is tested.
enum Package {
    static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    static let article = path + "/labs/pods-across-hosts.swift"
}
