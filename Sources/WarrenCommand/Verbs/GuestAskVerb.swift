import ArgumentParser
import Glibc
import Runtime

/// Asks a lab's keeper in the guest what the host's keeper was asked: a ``ControlRequest`` by standard input, and what
/// the keeper says by standard output.
struct GuestAskVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guest-ask", abstract: "Ask a keeper in a virtual machine (started by its keeper).", shouldDisplay: false)

    @Argument var name: String

    func run() throws {
        var request: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = read(STDIN_FILENO, &buffer, buffer.count), count > 0 { request += buffer.prefix(count) }
        try KeeperProcess.ask(request, of: try StateDirectory().lab(name)) { line in
            try StandardOutput.write(line + [0x0a])
            // Which line is the last, whoever asked can tell.
            return true
        }
    }
}
