import ArgumentParser
import FoundationEssentials
import Glibc
import Runtime

/// Asks a lab's keeper in the guest what the host's keeper was asked: a ``ControlRequest`` by standard input, and the
/// ``ControlReply`` by standard output, both as JSON.
struct GuestAskVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guest-ask", abstract: "Ask a keeper in a virtual machine (started by its keeper).", shouldDisplay: false)

    @Argument var name: String

    func run() throws {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = read(STDIN_FILENO, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
        let request = try JSONDecoder().decode(ControlRequest.self, from: Data(bytes))
        let reply = try KeeperProcess.ask(request, of: try StateDirectory().lab(name))
        print(String(decoding: try JSONEncoder().encode(reply), as: UTF8.self))
    }
}
