import Addresses
import Namespaces
import Findings
import Netlink
import Planning
import Warren

/// What keeps a packet from getting to the next node, as far as the tables tell.
extension PathTracer {
    /// Why nobody answers for the next hop; `nil` if somebody does, or nothing tells why not.
    func fault(of step: Step) -> Way.Fault? {
        guard let neighbour = step.neighbour, !neighbour.state.isUsable else { return nil }
        if let silent = silentProxy(step) { return silent }
        return owner(of: step.address) == nil && !isProxied(step) ? .noOwner(address: step.address) : nil
    }

    /// Whether the cable's other end is to answer for addresses that it does not have.
    private func isProxied(_ step: Step) -> Bool {
        guard let peer = state[step.node]?[link: step.device]?.peer else { return false }
        return state[peer.node]?[link: peer.link]?.ipv4Settings[.proxyARP] == 1
    }

    private func silentProxy(_ step: Step) -> Way.Fault? {
        guard isProxied(step), let peer = state[step.node]?[link: step.device]?.peer,
            let namespace = network.nodes[peer.node]?.namespace
        else { return nil }
        let setting = "net.ipv4.conf.\(peer.link).proxy_arp"
        let link = String(peer.link.map { $0 == "." ? "/" : $0 })
        let names = ["net.ipv4.conf.all.proxy_arp", "net.ipv4.conf.\(link).proxy_arp"]
        let values = try? namespace.run { try names.map { try KernelSetting.read($0) } }
        guard values == ["0", "0"] else { return nil }
        return .noProxy(link: LinkReference(node: peer.node, link: peer.link), address: step.address, setting: setting)
    }

    // MARK: vxlan

    /// A vxlan device's entries with a destination; `nil` for any other link.
    func vxlanEntries(on device: String, _ socket: NetlinkSocket, _ table: LinkTable) -> [ForwardingEntry]? {
        let isVxlan = (try? socket.links())?.contains { $0.name == device && $0.kind == "vxlan" }
        guard isVxlan == true else { return nil }
        return (try? socket.forwarding(names: table))?.filter { $0.link == device && $0.destination != nil }
    }

    /// The entry by which a frame for the next hop is sent: its MAC address's, or that for unknown addresses.
    func entry(for step: Step, in entries: [ForwardingEntry]) -> ForwardingEntry? {
        step.neighbour?.mac.flatMap { mac in entries.first { $0.mac == mac } } ?? entries.first { $0.mac == .zero }
    }

    /// Why a vxlan device's frames do not arrive: no entry, an entry to nobody, or nobody there who listens.
    func fault(of step: Step, entries: [ForwardingEntry]) -> Way.Fault? {
        guard let entry = entry(for: step, in: entries) else {
            let link = LinkReference(node: step.node, link: step.device)
            return .noForwarding(link: link, address: step.address, mac: step.neighbour?.mac)
        }
        if let destination = entry.destination, !destination.isMulticast, owner(of: destination) == nil {
            return .noOwner(address: destination)
        }
        return faultOfTunnel(step)
    }

    private func faultOfTunnel(_ step: Step) -> Way.Fault? {
        guard let here = vxlans(of: step.node).first(where: { $0.link == step.device }),
            let there = owner(of: step.address, butNot: step.node)
        else { return nil }
        let others = vxlans(of: there)
        if others.contains(where: { $0.vni == here.vni && $0.port == here.port && $0.isUp }) { return nil }
        return .noTunnel(node: there, vni: here.vni, port: here.port, devices: others)
    }

    private func vxlans(of node: String) -> [Way.Fault.Vxlan] {
        let links = (try? network.nodes[node]?.namespace.socket.links()) ?? []
        return links.compactMap { link in
            guard case .vxlan(let vxlan) = link.data else { return nil }
            // 8472 is the kernel's own choice.
            return .init(link.name, vni: vxlan.id, port: vxlan.port ?? 8472, isUp: link.isUp)
        }
    }
}
