import Netlink
import Warren

extension VRF: ResolvableWord {
    package static let actions = [
        Action<VRF>(.links) { $0.declare($1, in: $2) },
        Action<VRF>(.ports) { $0.connectLinks(of: $1, in: $2) },
    ]
}

extension Resolver {
    fileprivate mutating func declare(_ vrf: VRF, in node: String) {
        check(vrf.table, in: 1...Int(UInt32.max), "the table", at: vrf.source)
        if (253...255).contains(vrf.table) {
            report("table \(vrf.table) is the kernel's own; expected another, such as 10", at: vrf.source)
        }
        if let twin = state[node]?.links.first(where: { $0.vrfTable == UInt32(clamping: vrf.table) }) {
            report("table \(vrf.table) is already that of the VRF \(twin.name) (line \(twin.source.line)); each has its own", at: vrf.source)
        }
        add(
            PlannedLink(
                vrf.name, .request(.vrf(VRFLink(table: UInt32(clamping: vrf.table)))), mac: .stable(node: node, link: vrf.name), mtu: 65575,
                at: vrf.source, because: "what arrives by its links is routed by table \(vrf.table)"), to: node)
    }

    fileprivate mutating func connectLinks(of vrf: VRF, in node: String) {
        for name in vrf.links {
            guard let link = requireLink(name, of: node, at: vrf.source) else { continue }
            if link.vrfTable != nil || link.name == "lo" {
                report("\(name) of \(node) cannot be a link of \(vrf.name): a VRF's links are cables, bridges and tunnels", at: vrf.source)
            } else if let master = link.master, master != vrf.name {
                report("\(name) is already a port of \(master)", at: vrf.source)
            } else {
                _ = state.update(node) { $0[link: name]?.master = vrf.name }
            }
        }
    }
}

extension PlannedLink {
    /// The table of routes, of a VRF.
    var vrfTable: UInt32? {
        if case .request(.vrf(let vrf)) = origin { vrf.table } else { nil }
    }
}
