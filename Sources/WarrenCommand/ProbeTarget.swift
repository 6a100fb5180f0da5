import Addresses
import ArgumentParser
import Runtime
import Warren

/// Whom a probe of the command line is for: `pod-b`, `host2:eth0`, `192.168.11.10`, `fd00::10`.
struct ProbeTarget: ExpressibleByArgument, AddressConvertible {
    let addressReference: Reference

    init?(argument: String) {
        if IPAddress(argument) != nil {
            addressReference = .literal(argument)
        } else if let colon = argument.firstIndex(of: ":") {
            let (node, link) = (argument[..<colon], argument[argument.index(after: colon)...])
            // Of an address that is none there would be no node.
            guard !node.isEmpty, !link.isEmpty, !link.contains(":") else { return nil }
            addressReference = .link(LinkReference(node: String(node), link: String(link)))
        } else {
            guard !argument.isEmpty else { return nil }
            addressReference = .node(argument)
        }
    }

    /// The node that is spoken of; none of an address.
    var nodes: [String] {
        switch addressReference {
        case .literal: []
        case .node(let name): [name]
        case .link(let link): [link.node]
        }
    }
}

/// The same with a port: `pod-b:8080`, `host2:eth0:53`, `192.168.11.10:80`, `[fd00::10]:80`.
struct PortTarget: ExpressibleByArgument {
    let target: ProbeTarget
    let port: Int

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...]), port > 0 else { return nil }
        var text = argument[..<colon]
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() } else if IPAddress(argument) != nil { return nil }
        guard let target = ProbeTarget(argument: String(text)) else { return nil }
        (self.target, self.port) = (target, Int(port))
    }
}

/// Where a probe of the command line begins.
struct ProbeArguments: ParsableArguments {
    @Argument(help: "The lab's name.", completion: .custom { _, _, _ in StateDirectory().running().map(\.name) })
    var name: String

    @Argument(help: "The node from which is asked.")
    var from: String

    var node: Host { Host(from, file: ProofRun.commandLine.file, line: ProofRun.commandLine.line) }
}

/// What is expected of a probe of the command line, and how it is told.
struct ProbeOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("How often.", valueName: "n"))
    var count = 1

    @Option(name: [.customShort("W"), .long], help: ArgumentHelp("How long an answer may take; 1, or with --fails 0.1, if not given.", valueName: "seconds"))
    var timeout: Double?

    @Flag(help: "Expect that nothing is answered.")
    var fails = false

    @OptionGroup var report: ReportOptions

    func validate() throws {
        guard count >= 1 else { throw ValidationError("--count \(count): expected at least 1") }
        if let timeout, !(timeout >= 0.001 && timeout <= 3600) { throw ValidationError("--timeout \(timeout): expected seconds, from 0.001 to 3600") }
    }

    var patience: Duration? { timeout.map { .seconds($0) } }
}
