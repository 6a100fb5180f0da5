import ArgumentParser
import Glibc
import Namespaces
import VirtualMachine

/// Sends the files below a directory of the guest to the host, by standard output.
struct GuestFilesVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guest-files", abstract: "Send files of a virtual machine (started by `warren test --vm`).", shouldDisplay: false)

    @Argument var directory: String

    func run() throws {
        var rest = FileBundle(directory: directory).bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemError("write", directory) }
            rest = rest.dropFirst(count)
        }
    }
}
