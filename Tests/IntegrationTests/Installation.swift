import Foundation
import Testing

/// The program as `make install` puts it, at a prefix of one test, whose name has spaces. Gone at the test's end.
final class Installation {
    /// What everything of the test is in; every user may pass through it.
    let directory: String
    let prefix: String
    /// A directory of the ordinary user's, who is nobody.
    let home: String
    var program: String { prefix + "/bin/warren" }

    init() throws {
        try Self.prepared.get()
        directory = NSTemporaryDirectory() + "warren install " + UUID().uuidString
        prefix = directory + "/a prefix/below"
        home = directory + "/home"
        for path in [directory, home] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            chmod(path, 0o755)
        }
        // A cache below a home that is somebody else's is not used.
        try #require(chown(home, 65534, 65534) == 0)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// The tree of what is to be installed, made once of the build that is tested.
    private static let prepared = Result {
        let outcome = try Program([script("prepare.sh"), products()]).end(within: 300)
        // Each test that needs it must fail of it: a failed requirement would be recorded with the first one only.
        if outcome.status != 0 { throw Program.Failure(description: "packaging/prepare.sh: \(outcome.errors)") }
    }

    static func products() throws -> String { URL(fileURLWithPath: try WarrenProgram.require()).deletingLastPathComponent().path }

    private static func script(_ name: String) -> String { Package.path + "/packaging/" + name }

    func install(to prefix: String? = nil, destination: String = "") throws -> Program.Outcome {
        try Program(
            [Self.script("install.sh"), "install", prefix ?? self.prefix, Self.products()],
            environment: Program.environment.merging(["DESTDIR": destination]) { $1 }
        ).end()
    }

    func uninstall(from prefix: String? = nil, destination: String = "") throws -> Program.Outcome {
        try Program(
            [Self.script("install.sh"), "uninstall", prefix ?? self.prefix],
            environment: Program.environment.merging(["DESTDIR": destination]) { $1 }
        ).end()
    }

    /// Runs a program as nobody, in a directory of theirs, with nothing of the tests' own environment but PATH.
    func asNobody(_ words: String...) throws -> Program.Outcome {
        let become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", "env", "-C", home]
        return try Program(become + words, environment: ["PATH": Program.environment["PATH"] ?? "", "LANG": "C.UTF-8", "HOME": home]).end()
    }

    /// Every file and directory below a path, by its path from there.
    static func contents(_ path: String) -> [String] { (FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []).sorted() }
}
