import Addresses
import ArgumentParser
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
