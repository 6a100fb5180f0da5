import Addresses
import Netlink
import Warren

extension Address: ResolvableWord {
    package static let actions = [Action<Address>(.addresses) { $0.declare($1, in: $2) }]
}

extension Resolver {
    fileprivate mutating func declare(_ address: Address, in node: String) {
        guard requireLink(address.dev, of: node, at: address.source) != nil else { return }
        addAddress(address.address, to: address.dev, of: node, at: address.source, because: "\(node)'s own address on \(address.dev)")
    }

    package mutating func addAddress(
        _ text: String, to link: String, of node: String, at source: SourceLocation, because reason: String
    ) {
        guard let address = Prefix(text) else {
            faulty.insert(node)
            return report(Self.notAnInterfaceAddress(text), at: source)
        }
        addAddress(address, to: link, of: node, at: source, because: reason)
    }

    package mutating func addAddress(
        _ address: Prefix, to link: String, of node: String, at source: SourceLocation, because reason: String
    ) {
        guard state.hasLink(link, of: node) else { return }
        if let fault = Self.fault(of: address) {
            faulty.insert(node)
            return report(fault, at: source)
        }
        let key = Unique.address(LinkReference(node: node, link: link), address.address)
        if let earlier = taken[key] {
            return report("\(link) of \(node) already has \(address.address) (line \(earlier.line))", at: source)
        }
        taken[key] = source
        let entry = AddressEntry(link: link, address: address, noDAD: address.family == .ipv6)
        _ = state.update(node) { $0.addresses.append(Declared(entry, at: source, because: reason)) }
        if nodeOfAddress[address.address] == nil { nodeOfAddress[address.address] = node }
    }

    private static func fault(of address: Prefix) -> String? {
        if address.address.isMulticast { return "\(address) is a multicast address; no link can have it" }
        if address.address.isUnspecified { return "\(address) is no host's address" }
        guard address.family == .ipv4, address.length < 31 else { return nil }
        if address.isNetwork { return "\(address) is the network's own address; expected a host's within it" }
        if address.address == address.broadcast { return "\(address) is the network's broadcast address; expected a host's within it" }
        return nil
    }
}

extension Address: ExpectableWord {
    package var expectedLink: String? { dev }

    package func entry(_ resolver: inout Resolver) -> TableCheck.Entry? {
        if let prefix = Prefix(address) { return .init(AddressEntry(link: dev, address: prefix)) }
        resolver.report(Resolver.notAnInterfaceAddress(address), at: source)
        return nil
    }
}
