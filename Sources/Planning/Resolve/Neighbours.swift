import Addresses
import Netlink
import Warren

extension Neighbour: ResolvableWord {
    package static let actions = [Action<Neighbour>(.neighbours) { $0.declare($1, in: $2) }]
}

extension Resolver {
    fileprivate mutating func declare(_ neighbour: Neighbour, in node: String) {
        guard requireLink(neighbour.dev, of: node, at: neighbour.source) != nil,
            let address = address(neighbour.address, at: neighbour.source)
        else { return }
        guard let reference = neighbour.mac else {
            return report("a neighbour needs its MAC address: mac: …", at: neighbour.source)
        }
        guard let mac = mac(reference, at: neighbour.source) else { return }
        let key = Unique.neighbour(LinkReference(node: node, link: neighbour.dev), address)
        if let earlier = taken[key] {
            return report("\(node) already has a neighbour \(address) on \(neighbour.dev) (line \(earlier.line))", at: neighbour.source)
        }
        taken[key] = neighbour.source
        let entry = NeighbourEntry(link: neighbour.dev, address: address, mac: mac, state: .permanent)
        _ = state.update(node) {
            $0.neighbours.append(Declared(entry, at: neighbour.source, because: "nobody needs to ask for \(address)"))
        }
    }
}

extension Neighbour: ExpectableWord {
    package var expectedLink: String? { dev }

    package func entry(_ resolver: inout Resolver) -> TableCheck.Entry? {
        resolver.address(address, at: source).map { .neighbour($0, mac: resolver.mac(mac, at: source), link: dev) }
    }
}
