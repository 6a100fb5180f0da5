import Addresses
import Netlink
import Warren

extension Forwarding: ResolvableWord {
    package static let actions = [Action<Forwarding>(.forwarding) { $0.declare($1, in: $2) }]
}

extension Resolver {
    fileprivate mutating func declare(_ forwarding: Forwarding, in node: String) {
        guard let link = requireLink(forwarding.dev, of: node, at: forwarding.source) else { return }
        guard case .request(.vxlan) = link.origin else {
            return report("\(forwarding.dev) of \(node) is not a vxlan device; only such have entries with a destination", at: forwarding.source)
        }
        if forwarding.trait == .learned {
            return report("an entry is declared or learned, not both; .learned belongs in an Expect", at: forwarding.source)
        }
        guard let mac = mac(forwarding.mac, at: forwarding.source) else { return }
        guard let reference = forwarding.dst else {
            return report("a forwarding entry needs the node to which its frames go: dst: …", at: forwarding.source)
        }
        guard let destination = address(reference, link.outerFamily, at: forwarding.source) else { return }
        let entry = ForwardingEntry(link: forwarding.dev, mac: mac, destination: destination, state: .permanent)
        let device = LinkReference(node: node, link: forwarding.dev)
        if let earlier = taken[.forwarding(device, mac, destination)] {
            return report("\(forwarding.dev) already has this entry (line \(earlier.line))", at: forwarding.source)
        }
        taken[.forwarding(device, mac, destination)] = forwarding.source
        if mac != .zero, !mac.isMulticast {
            // The kernel would take a second destination, and quietly do nothing.
            if let earlier = taken[.forwarding(device, mac, nil)] {
                return report("\(forwarding.dev) already has an entry for \(mac) (line \(earlier.line)); only the all-zero address and multicast addresses have several destinations", at: forwarding.source)
            }
            taken[.forwarding(device, mac, nil)] = forwarding.source
        }
        let reason = mac == .zero ? "frames for unknown addresses go to \(destination)" : "\(mac) lives behind \(destination)"
        _ = state.update(node) { $0.forwarding.append(Declared(entry, at: forwarding.source, because: reason)) }
    }
}

extension Forwarding: ExpectableWord {
    package var expectedLink: String? { dev }

    package func entry(_ resolver: inout Resolver) -> TableCheck.Entry? {
        guard let mac = resolver.mac(mac, at: source) else { return nil }
        return .forwarding(mac, destination: dst.flatMap { resolver.address($0, at: source) }, link: dev, trait)
    }
}
