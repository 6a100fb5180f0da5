import Foundation
import Testing

/// Where a command of a lab's and the test wait for each other, as often as they like.
struct Rendezvous {
    private let path: String

    init(in folder: LabFolder) throws {
        path = "\(folder.path)/\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try #require(mkfifo(path + "/says", 0o600) == 0 && mkfifo(path + "/may", 0o600) == 0)
    }

    /// For a shell: it says that it has come so far, and waits until it may go on.
    var shell: String { "echo > \(path)/says; read line < \(path)/may" }

    /// An element of a lab that does only that.
    var command: String { #"Command(from: red, "sh", "-ec", "\#(shell)", within: .seconds(60)).succeeds()"# }

    /// Waits until the shell has come so far.
    func await() throws {
        let pipe = open(path + "/says", O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        defer { close(pipe) }
        try #require(try Program.poll([pipe], until: .now + .seconds(60)) == [pipe], "nothing was said")
        var byte: UInt8 = 0
        _ = read(pipe, &byte, 1)
    }

    /// Lets the shell go on, once it listens.
    func goOn() throws {
        let pipe = open(path + "/may", O_WRONLY | O_CLOEXEC)
        defer { close(pipe) }
        try #require(write(pipe, "\n", 1) == 1)
    }
}
