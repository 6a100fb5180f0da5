import Addresses
import Netlink
import Warren

/// From what a lab file may say to addresses. Each reports what it cannot resolve.
extension Resolver {
    package mutating func address(_ text: String, at source: SourceLocation) -> IPAddress? {
        if let address = IPAddress(text) { return address }
        let hint = text.contains("/") ? ", without a prefix length" : ""
        report("\"\(text)\" is not an address; expected one such as 10.57.4.20 or fd00::20\(hint)", at: source)
        return nil
    }

    /// One address: the text's, or the first that the node or the link has.
    package mutating func address(
        _ reference: Reference, _ family: IPAddress.Family? = nil, at source: SourceLocation
    ) -> IPAddress? {
        switch reference {
        case .literal(let text):
            return address(text, at: source)
        case .node, .link:
            guard let candidates = addresses(reference, at: source) else { return nil }
            if let found = candidates.first(where: { family == nil || $0.family == family }) { return found }
            report("\(reference) has no \(family == .ipv6 ? "IPv6 " : family == .ipv4 ? "IPv4 " : "")address to stand for", lackedBy: Self.node(reference), at: source)
            return nil
        }
    }

    /// Every address of a node or a link; of a text the one that it says.
    package mutating func addresses(_ reference: Reference, at source: SourceLocation) -> [IPAddress]? {
        switch reference {
        case .literal(let text):
            return address(text, at: source).map { [$0] }
        case .node(let name):
            guard let addresses = state.read(name, \.addresses) else {
                reportUnknownNode(name, at: source)
                return nil
            }
            return addresses.map(\.value.address.address)
        case .link(let link):
            guard state.contains(link.node) else {
                reportUnknownNode(link.node, at: source)
                return nil
            }
            guard requireLink(link.link, of: link.node, at: source) != nil else { return nil }
            return state[link.node]?.addresses(of: link.link).map(\.address)
        }
    }

    /// Networks for a packet pattern: a text may be an address or a network.
    package mutating func prefixes(_ reference: Reference, at source: SourceLocation) -> [Prefix]? {
        if case .literal(let text) = reference, text.contains("/") {
            if let prefix = Prefix(text) { return [prefix.network] }
            report("\"\(text)\" is not a network; expected one such as 192.168.11.0/24", at: source)
            return nil
        }
        return addresses(reference, at: source)?.map { Prefix(host: $0) }
    }

    package mutating func mac(_ reference: Reference?, at source: SourceLocation) -> MACAddress? {
        switch reference {
        case nil:
            return nil
        case .literal(let text):
            if let mac = MACAddress(text) { return mac }
            report("\"\(text)\" is not a MAC address; expected six pairs of hexadecimal digits such as 8a:e7:df:c0:84:07", at: source)
            return nil
        case .node(let name):
            guard let node = state[name] else {
                reportUnknownNode(name, at: source)
                return nil
            }
            if let mac = node.firstLink?.mac { return mac }
            report("\(name) has no link whose MAC address it could stand for", lackedBy: name, at: source)
            return nil
        case .link(let reference):
            guard state.contains(reference.node) else {
                reportUnknownNode(reference.node, at: source)
                return nil
            }
            guard let link = requireLink(reference.link, of: reference.node, at: source) else { return nil }
            if link.mac == nil { report("\(reference) has no MAC address: it is no Ethernet link", at: source) }
            return link.mac
        }
    }

    /// The name of the node that is spoken of; empty for a text.
    package static func node(_ reference: Reference) -> String {
        switch reference {
        case .literal: ""
        case .node(let name): name
        case .link(let link): link.node
        }
    }

    package static func notAnInterfaceAddress(_ text: String) -> String {
        "\"\(text)\" is not an address with its prefix length; expected one such as 10.57.4.20/24"
    }
}
