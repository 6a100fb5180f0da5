import FoundationEssentials
import Glibc
import Runtime
import VirtualMachine

/// Brings files from the guest.
struct GuestFiles {
    private let machine: GuestMachine

    init(_ machine: GuestMachine) { self.machine = machine }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Copies the files below a directory of the guest to one of this machine, which is made if it is not there. What is
    /// there of the same name is replaced.
    func fetch(_ directory: String, into destination: String) throws {
        let process = try GuestProcess(machine, ["warren", "guest-files", directory])
        let bytes = try process.readAll()
        guard process.end == .status(0) else { throw Failure(description: process.ending()) }
        for file in try FileBundle(bytes).files {
            let path = "\(destination)/\(file.path)"
            try Artifacts(directory: String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])).make()
            try WholeFile.write(file.contents, to: path)
        }
    }
}
