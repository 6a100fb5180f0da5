import Addresses
import Namespaces
import Netlink
import Planning
import Warren

/// What keeps a packet from getting to the next node, as far as the tables tell.
extension PathTracer {
    /// Why nobody answers for the next hop; `nil` if somebody does, or nothing tells why not.
    func fault(of hop: Hop) -> String? {
        guard let neighbour = hop.neighbour, !neighbour.state.isUsable else { return nil }
        if let silent = silentProxy(hop) { return silent }
        return owner(of: hop.address) == nil && !isProxied(hop) ? "no node has \(hop.address)" : nil
    }

    /// Whether the cable's other end is to answer for addresses that it does not have.
    private func isProxied(_ hop: Hop) -> Bool {
        guard let peer = state[hop.node]?[link: hop.device]?.peer else { return false }
        return state[peer.node]?[link: peer.link]?.ipv4Settings[.proxyARP] == 1
    }

    private func silentProxy(_ hop: Hop) -> String? {
        guard isProxied(hop), let peer = state[hop.node]?[link: hop.device]?.peer,
            let namespace = network.nodes[peer.node]?.namespace
        else { return nil }
        let setting = "net.ipv4.conf.\(peer.link).proxy_arp"
        let names = ["net.ipv4.conf.all.proxy_arp", "net.ipv4.conf.\(String(peer.link.map { $0 == "." ? "/" : $0 })).proxy_arp"]
        let values = try? namespace.run { try names.map { try KernelSetting.read($0) } }
        guard values == ["0", "0"] else { return nil }
        return "\(peer.node) does not answer ARP requests for \(hop.address) on \(peer.link): \(setting) is 0"
    }

    // MARK: vxlan

    /// A vxlan device's entries with a destination; `nil` for any other link.
    func vxlanEntries(on device: String, _ socket: NetlinkSocket, _ table: LinkTable) -> [ForwardingEntry]? {
        guard (try? socket.links())?.contains(where: { $0.name == device && $0.kind == "vxlan" }) == true else { return nil }
        return (try? socket.forwarding(names: table))?.filter { $0.link == device && $0.destination != nil }
    }

    /// The entry by which a frame for the next hop is sent: its MAC address's, or that for unknown addresses.
    func entry(for hop: Hop, in entries: [ForwardingEntry]) -> ForwardingEntry? {
        hop.neighbour?.mac.flatMap { mac in entries.first { $0.mac == mac } } ?? entries.first { $0.mac == .zero }
    }

    /// Why a vxlan device's frames do not arrive: no entry, an entry to nobody, or nobody there who listens.
    func fault(of hop: Hop, entries: [ForwardingEntry]) -> String? {
        guard let entry = entry(for: hop, in: entries) else {
            let whose = hop.neighbour?.mac.map { "\($0) (\(hop.address))" } ?? "\(hop.address), whose MAC address is not known"
            return "\(hop.node):\(hop.device) has no forwarding entry for \(whose), and none for unknown addresses"
        }
        if let destination = entry.destination, !destination.isMulticast, owner(of: destination) == nil {
            return "no node has \(destination)"
        }
        return faultOfTunnel(hop)
    }

    private func faultOfTunnel(_ hop: Hop) -> String? {
        guard let here = vxlans(of: hop.node).first(where: { $0.name == hop.device }),
            let there = owner(of: hop.address, butNot: hop.node)
        else { return nil }
        let others = vxlans(of: there)
        if others.contains(where: { $0.vxlan.id == here.vxlan.id && ($0.vxlan.port ?? 8472) == (here.vxlan.port ?? 8472) && $0.isUp }) { return nil }
        let wanted = "VNI \(here.vxlan.id) on UDP port \(here.vxlan.port ?? 8472)"
        let known = others.map { "\($0.name) has VNI \($0.vxlan.id) on port \($0.vxlan.port ?? 8472)" + ($0.isUp ? "" : " and is down") }
        return "\(there) does not listen for \(wanted)" + (known.isEmpty ? ": it has no vxlan device" : ": its " + known.joined(separator: ", its "))
    }

    private func vxlans(of node: String) -> [(name: String, vxlan: VxlanLink, isUp: Bool)] {
        let links = (try? network.nodes[node]?.namespace.socket.links()) ?? []
        return links.compactMap { link in
            if case .vxlan(let vxlan) = link.data { (link.name, vxlan, link.isUp) } else { nil }
        }
    }
}
