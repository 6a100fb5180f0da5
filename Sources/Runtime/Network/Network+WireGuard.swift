import Glibc
import Netlink
import Planning
import Warren

extension Network {
    /// The public key of a device of a node.
    func publicKey(of link: LinkReference) throws(NetlinkError) -> WireGuardKey {
        var key: WireGuardKey?
        do {
            key = try nodes[link.node]?.namespace.run { try WireGuardDevice(link.link, from: GenericSocket("wireguard")).publicKey }
        } catch let error as NetlinkError {
            throw error
        } catch {
            throw NetlinkError(operation: "WG_CMD_GET_DEVICE", errno: EIO, message: "\(error)")
        }
        guard let key else { throw NetlinkError(operation: "WG_CMD_GET_DEVICE", errno: ENODEV, message: "\(link) has no key") }
        return key
    }

    /// The peers that were found, with the lab's names for the keys that are the lab's own.
    func named(_ found: [PlannedPeer], of node: NodeState) -> [PlannedPeer] {
        if found.isEmpty { return found }
        // Nobody has the key of a device that is gone.
        let names = Dictionary(node.peers.compactMap { peer -> (WireGuardKey, PlannedPeer.Key)? in
            guard case .link(let link) = peer.value.key else { return nil }
            return (try? publicKey(of: link)).map { ($0, peer.value.key) }
        }) { first, _ in first }
        return found.map { peer in
            var peer = peer
            if case .known(let key) = peer.key { peer.key = names[key] ?? peer.key }
            return peer
        }
    }
}
