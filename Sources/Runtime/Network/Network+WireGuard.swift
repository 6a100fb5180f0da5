import Glibc
import Netlink
import Planning
import Warren

extension Network {
    /// Gives WireGuard devices their keys and peers, which rtnetlink knows nothing of.
    func changeWireGuard(_ steps: [Step]) throws(StepFailure) {
        for step in steps {
            guard let namespace = nodes[step.node]?.namespace else { continue }
            do {
                switch step.operation {
                case .setWireGuard(let link, let device):
                    let socket = try namespace.run { try WireGuardSocket() }
                    try socket.configure(link, privateKey: device.privateKey ?? .random(), listenPort: device.listenPort)
                case .addWireGuardPeer(let peer):
                    let key = try publicKey(peer.key)
                    try namespace.run { try WireGuardSocket() }.add(
                        WireGuardPeer(publicKey: key, endpoint: peer.endpoint, allowedIPs: peer.allowedIPs, keepalive: peer.keepalive), to: peer.link)
                case .removeWireGuardPeer(let peer):
                    try namespace.run { try WireGuardSocket() }.remove(try publicKey(peer.key), from: peer.link)
                default: break
                }
            } catch {
                throw StepFailure(step, error)
            }
        }
    }

    private func publicKey(_ key: PlannedPeer.Key) throws -> WireGuardKey {
        switch key {
        case .known(let key): return key
        case .link(let link):
            let found = try nodes[link.node]?.namespace.run { try WireGuardSocket() }.device(link.link).publicKey
            guard let found else { throw NetlinkError(operation: "WG_CMD_GET_DEVICE", errno: ENODEV, message: "\(link) has no key") }
            return found
        }
    }

    /// The peers that a node's devices have, with the lab's names for the keys that are the lab's own.
    func observedPeers(of node: NodeState) throws -> [PlannedPeer] {
        let devices = node.links.compactMap { if case .request(.wireguard) = $0.origin { $0.name } else { nil } }
        guard !devices.isEmpty, let namespace = nodes[node.name]?.namespace else { return [] }
        let socket: WireGuardSocket
        do {
            socket = try namespace.run { try WireGuardSocket() }
        } catch let error as NetlinkError where error.errno == ENOENT {
            // A kernel without WireGuard has no such device either: it has refused the one that was asked for.
            return []
        }
        return devices.flatMap { name -> [PlannedPeer] in
            // Somebody may have removed it.
            guard let device = try? socket.device(name) else { return [] }
            let declared = node.peers.map(\.value).filter { $0.link == name }
            // Nobody has the key of a device that is gone.
            let names = Dictionary(declared.compactMap { peer in (try? publicKey(peer.key)).map { ($0, peer.key) } }) { first, _ in first }
            return device.peers.map { peer in
                PlannedPeer(
                    link: name, key: names[peer.publicKey] ?? .known(peer.publicKey), endpoint: peer.endpoint, allowedIPs: peer.allowedIPs,
                    keepalive: peer.keepalive)
            }
        }
    }
}
