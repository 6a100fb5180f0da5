import Addresses
import Netlink
import Warren

extension Resolver {
    /// The link by which a tunnel's packets leave: the one that has the local address, or is on a network with the remote one.
    func underlay(local: IPAddress?, remote: IPAddress?, of node: String) -> PlannedLink? {
        guard let node = state[node] else { return nil }
        let owner = local.flatMap { local in node.addresses.first { $0.value.address.address == local }?.value.link }
        let name = owner ?? remote.flatMap { node.link(reaching: $0) } ?? remote.flatMap { remote in
            node.routes.first { $0.value.destination == .default(remote.family) }?.value.device
        }
        return name.flatMap { node[link: $0] }
    }

    /// Gives a tunnel the MTU for which its underlay has room, or looks whether the lab's own fits.
    ///
    /// It is set even where the kernel would choose the same: what the kernel chooses depends on whether it has a route to the
    /// other end at that moment.
    mutating func fit(
        _ link: inout PlannedLink, own: Int?, upon under: PlannedLink?, adding overhead: Int, what: String, at source: SourceLocation
    ) {
        let room = (under?.mtu ?? 1500) - overhead
        if !link.setsMTU {
            if room < 68 {
                report("\(under?.name ?? "the underlay") has \(under?.mtu ?? 1500) bytes, of which \(what) takes \(overhead): \(room) are too few to carry IP", at: source)
            }
            (link.mtu, link.setsMTU) = (max(room, 68), true)
        } else if let under, link.mtu > room {
            report(
                "an MTU of \(link.mtu) does not fit: \(under.name) has \(under.mtu) bytes and \(what) adds \(overhead); expected \(room) at the most",
                at: link.mtuSource(own, source))
        }
    }
}
