import Foundation
import Testing

@testable import Loading

/// An installation of Swift in the form of swift.org's, whose programs note that they were started and then are the
/// real ones.
struct Toolchain {
    let path: String
    /// Where the real one is.
    let real: String
    private let notes: String

    init(in place: Workplace) throws {
        path = place.path + "/toolchain"
        notes = place.path + "/started"
        let compiler = try SwiftCompiler.locate(environment: place.environment, path: "")
        real = "/" + compiler.identity.path.split(separator: "/").dropLast(2).joined(separator: "/")
        try FileManager.default.createDirectory(atPath: path + "/bin", withIntermediateDirectories: true)
        for link in ["lib", "bin/ld.lld"] { try #require(symlink("\(real)/\(link)", "\(path)/\(link)") == 0) }
        for program in ["swiftc", "swift-frontend", "clang"] {
            try write("exec '\(real)/bin/\(program)' \"$@\"", as: program)
        }
    }

    var compiler: String { path + "/bin/swiftc" }

    /// Makes one of its programs do this.
    func write(_ line: String, as program: String) throws {
        let path = "\(path)/bin/\(program)"
        try Data("#!/bin/sh\necho \(program) >> '\(notes)'\n\(line)\n".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    /// What was started, in order. What the real driver starts itself is not noted.
    var starts: [String] {
        ((try? String(contentsOfFile: notes, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }
}
