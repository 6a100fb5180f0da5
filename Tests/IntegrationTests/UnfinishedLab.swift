import Foundation
import Testing

/// A lab of a thousand nodes that is being brought up, and cannot come to stand: whoever writes down that it does needs a lock, which
/// this has.
final class UnfinishedLab {
    let name: String
    /// `warren up`.
    let program: Program
    private let directory: Int32

    /// Returns when its keeper has begun.
    init(_ folder: LabFolder, as word: String) throws {
        let file = try folder.write(SmallLab.pair(SmallLab.crowd))
        try warren("explain", file)  // compiled before anybody waits
        let name = folder.name(word)
        self.name = name
        program = try WarrenProgram.start(["up", file, "--name", name])
        try waitUntil("the keeper has begun") { FileManager.default.fileExists(atPath: "/run/warren/\(name)/lock") }
        directory = open("/run/warren", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try #require(directory >= 0 && flock(directory, LOCK_EX) == 0)
        try #require(!FileManager.default.fileExists(atPath: "/run/warren/\(name)/keeper.json"), "it stands already")
    }

    /// The process that builds it.
    func keeper() throws -> pid_t { try #require(try Processes.running(WarrenProgram.require()).first { $0 != program.process }) }

    /// From here on it may come to stand.
    func release() { flock(directory, LOCK_UN) }

    deinit { close(directory) }
}
