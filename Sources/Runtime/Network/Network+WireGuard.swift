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

    /// The lab's names for the keys of its own devices that a node has as peers. Nobody has the key of a device that is gone.
    func peerNames(of node: NodeState) -> [WireGuardKey: PlannedPeer.Key] {
        Dictionary(node.peers.compactMap { peer in
            guard case .link(let link) = peer.value.key else { return nil }
            return (try? publicKey(of: link)).map { ($0, peer.value.key) }
        }) { first, _ in first }
    }
}
