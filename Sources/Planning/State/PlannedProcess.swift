import Warren

/// A program that runs in a node.
package struct PlannedProcess: Sendable, Hashable {
    /// What it listens on once it is ready.
    package struct Readiness: Sendable, Hashable {
        package var transport: Transport
        package var port: UInt16
    }

    package var arguments: [String]
    package var ready: Readiness?
    /// How long it may take to be ready.
    package var patience: Duration

    package init(arguments: [String], ready: Readiness? = nil, patience: Duration = .seconds(10)) {
        self.arguments = arguments
        self.ready = ready
        self.patience = patience
    }

    /// The program's name without its directory. It becomes part of a file's name, so that what counts are bytes: a slash
    /// with a combining mark is another character for Swift, and a slash for the kernel.
    package var program: String {
        arguments.first?.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

extension PlannedProcess: CustomStringConvertible {
    /// As it may be typed into a shell.
    package var description: String { arguments.map(ShellWord.quoted).joined(separator: " ") }

    func reason(in node: String) -> String {
        "\(program) runs in \(node)" + (ready.map { ", ready when it listens on \($0.transport.rawValue) \($0.port)" } ?? "")
    }

    /// Ends it, typed into a shell of the node: the machine may run the same program elsewhere.
    var endingCommand: ShellCommand {
        let pattern = arguments.joined(separator: " ").unicodeScalars.map { (".[]{}()*+?^$|\\".unicodeScalars.contains($0) ? "\\" : "") + String($0) }
        return ShellCommand(typed: "pkill --ns $$ --nslist net --exact --full \(ShellWord.quoted(pattern.joined()))")
    }
}
