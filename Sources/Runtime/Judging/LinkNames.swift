import Addresses
import Planning
import Warren

/// Which link has which MAC address, so that reports can name the link instead.
struct LinkNames {
    private var links: [MACAddress: LinkReference?] = [:]

    init(_ state: NetworkState) {
        for node in state.nodes {
            for link in node.links {
                guard let mac = link.mac else { continue }
                // An address that two links have names neither.
                links[mac] = .some(links[mac] == nil ? LinkReference(node: node.name, link: link.name) : nil)
            }
        }
    }

    subscript(mac: MACAddress) -> LinkReference? { links[mac] ?? nil }
}
