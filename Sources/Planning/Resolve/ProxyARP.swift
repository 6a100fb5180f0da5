import Addresses
import Netlink
import Warren

extension Resolver {
    /// The trap of proxy_arp: the kernel answers for an address only if it has a route to it through another link.
    mutating func checkProxyARP(of pod: Pod) {
        guard case .proxyARP(let text) = pod.style, let gateway = IPAddress(text), gateway.family == .ipv4,
            let link = state.link("eth0", of: pod.name)?.peer?.link,
            state.read(pod.name, { $0.primaryAddress(.ipv4) != nil }) == true,
            state.read(pod.host, { $0.routesElsewhere(than: link, gateway) }) == false
        else { return }
        report(
            "\(pod.host) has no route to \(gateway), so it would not answer \(pod.name)'s ARP requests for it (proxy_arp answers only for what is routed through another link); give \(pod.host)'s segment a gateway, or the host a default route",
            lackedBy: pod.host, at: pod.source)
    }
}

extension NodeState {
    /// Whether packets for the address leave by another link.
    fileprivate func routesElsewhere(than link: String, _ address: IPAddress) -> Bool {
        routes.contains { $0.value.destination.contains(address) && $0.value.device != link && $0.value.type == .unicast }
    }
}
