import Addresses
import Netlink
import Warren

extension Resolver {
    mutating func declareAddresses() {
        forEachWithin { resolver, node, element in
            guard case .address(let address) = element,
                resolver.requireLink(address.dev, of: node, at: address.source) != nil
            else { return }
            resolver.addAddress(address.address, to: address.dev, of: node, at: address.source, because: "\(node)'s own address on \(address.dev)")
        }
    }

    mutating func addAddress(_ text: String, to link: String, of node: String, at source: SourceLocation, because reason: String) {
        guard let address = Prefix(text) else {
            faulty.insert(node)
            return report(Self.notAnInterfaceAddress(text), at: source)
        }
        addAddress(address, to: link, of: node, at: source, because: reason)
    }

    mutating func addAddress(_ address: Prefix, to link: String, of node: String, at source: SourceLocation, because reason: String) {
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

    mutating func declareNeighbours() {
        forEachWithin { resolver, node, element in
            guard case .neighbour(let neighbour) = element,
                resolver.requireLink(neighbour.dev, of: node, at: neighbour.source) != nil,
                let address = resolver.address(neighbour.address, at: neighbour.source)
            else { return }
            guard let reference = neighbour.mac else {
                return resolver.report("a neighbour needs its MAC address: mac: …", at: neighbour.source)
            }
            guard let mac = resolver.mac(reference, at: neighbour.source) else { return }
            let key = Unique.neighbour(LinkReference(node: node, link: neighbour.dev), address)
            if let earlier = resolver.taken[key] {
                return resolver.report("\(node) already has a neighbour \(address) on \(neighbour.dev) (line \(earlier.line))", at: neighbour.source)
            }
            resolver.taken[key] = neighbour.source
            let entry = NeighbourEntry(link: neighbour.dev, address: address, mac: mac, state: .permanent)
            _ = resolver.state.update(node) {
                $0.neighbours.append(Declared(entry, at: neighbour.source, because: "nobody needs to ask for \(address)"))
            }
        }
    }

    mutating func declareForwarding() {
        forEachWithin { resolver, node, element in
            guard case .forwarding(let forwarding) = element,
                let link = resolver.requireLink(forwarding.dev, of: node, at: forwarding.source)
            else { return }
            guard case .request(.vxlan) = link.origin else {
                return resolver.report("\(forwarding.dev) of \(node) is not a vxlan device; only such have entries with a destination", at: forwarding.source)
            }
            if forwarding.trait == .learned {
                return resolver.report("an entry is declared or learned, not both; .learned belongs in an Expect", at: forwarding.source)
            }
            guard let mac = resolver.mac(forwarding.mac, at: forwarding.source) else { return }
            guard let reference = forwarding.dst else {
                return resolver.report("a forwarding entry needs the node to which its frames go: dst: …", at: forwarding.source)
            }
            guard let destination = resolver.address(reference, link.outerFamily, at: forwarding.source) else { return }
            let entry = ForwardingEntry(link: forwarding.dev, mac: mac, destination: destination, state: .permanent)
            let device = LinkReference(node: node, link: forwarding.dev)
            if let earlier = resolver.taken[.forwarding(device, mac, destination)] {
                return resolver.report("\(forwarding.dev) already has this entry (line \(earlier.line))", at: forwarding.source)
            }
            resolver.taken[.forwarding(device, mac, destination)] = forwarding.source
            if mac != .zero, !mac.isMulticast {
                // The kernel would take a second destination, and quietly do nothing.
                if let earlier = resolver.taken[.forwarding(device, mac, nil)] {
                    return resolver.report("\(forwarding.dev) already has an entry for \(mac) (line \(earlier.line)); only the all-zero address and multicast addresses have several destinations", at: forwarding.source)
                }
                resolver.taken[.forwarding(device, mac, nil)] = forwarding.source
            }
            let reason = mac == .zero ? "frames for unknown addresses go to \(destination)" : "\(mac) lives behind \(destination)"
            _ = resolver.state.update(node) { $0.forwarding.append(Declared(entry, at: forwarding.source, because: reason)) }
        }
    }

    mutating func declareSysctls() {
        forEachWithin { resolver, node, element in
            guard case .sysctl(let sysctl) = element else { return }
            if let fault = SysctlName.fault(sysctl.name) { return resolver.report(fault, at: sysctl.source) }
            if let link = SysctlName.link(sysctl.name), resolver.requireLink(link, of: node, at: sysctl.source) == nil { return }
            if sysctl.value.isEmpty || sysctl.value.utf8.count > 256 || !sysctl.value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) {
                return resolver.report("the value of \(sysctl.name) is not one line of printable text", at: sysctl.source)
            }
            _ = resolver.state.update(node) { state in
                let setting = NodeState.Setting(name: sysctl.name, value: sysctl.value)
                let declared = Declared(setting, at: sysctl.source, because: "as the lab asks")
                // The lab's own word goes over what a node has by its role.
                if let position = state.sysctls.firstIndex(where: { $0.value.name == sysctl.name }) {
                    state.sysctls[position] = declared
                } else {
                    state.sysctls.append(declared)
                }
            }
        }
    }
}
