import Netlink
import Warren

/// Which ends of veth cables belong together, over the nodes of a lab.
///
/// A link tells its peer's index, and a number that its own namespace has given the peer's. Two links that name each
/// other's index are nearly always a pair: Warren counts indexes over the whole lab. But somebody may have made
/// links by hand, so the kernel is asked whether that number means that namespace.
struct VethPeers {
    private struct End: Hashable {
        var index: Int32
        var peer: Int32
    }

    private let readings: [String: NodeReading]
    /// By the index of the link and of its peer.
    private var ends: [End: [LinkReference]] = [:]

    init(_ readings: [NodeReading]) {
        self.readings = Dictionary(readings.map { ($0.name, $0) }) { first, _ in first }
        for reading in readings {
            for link in reading.links where link.kind == "veth" {
                guard let peer = link.peerIndex else { continue }
                ends[End(index: link.index, peer: peer), default: []].append(LinkReference(node: reading.name, link: link.name))
            }
        }
    }

    /// The other end of a node's veth; `nil` if it is in none of the nodes, and for other links.
    func peer(of link: LinkState, in node: String) -> LinkReference? {
        guard link.kind == "veth", let peer = link.peerIndex, let own = readings[node] else { return nil }
        return ends[End(index: peer, peer: link.index)]?.first { candidate in
            guard let number = link.peerNamespaceID else { return candidate.node == node }
            guard let other = readings[candidate.node] else { return false }
            return (try? own.socket.namespaceID(of: other.namespace.number)) == number
        }
    }
}
