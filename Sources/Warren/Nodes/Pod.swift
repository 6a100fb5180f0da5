/// A network namespace joined to its host, as a pod is to its node.
///
///     let podA = Pod("pod-a", "192.168.10.10/24", on: host1)
///
/// The pod's link is `eth0`; the host's end of the veth pair is `veth-<pod>` unless `hostLink` names it.
public struct Pod: Node, LabWord {
    /// How a pod is joined to its host.
    public enum Style: Sendable, Hashable, Codable {
        /// A default route via an address that exists nowhere, onlink; the host's end answers every ARP
        /// request for it (proxy_arp), and the host has a /32 route to the pod. As the articles do with
        /// 169.254.10.24 and Calico with 169.254.1.1.
        ///
        /// The host answers only for addresses to which it has a route through another link, so it needs
        /// a default route: give its segment a gateway.
        ///
        /// A pod with IPv6 addresses has its IPv6 default route via the link-local address of the host's end,
        /// as with Calico: that is a real address, and nobody has to answer for another. Give such a pod a /128,
        /// as Calico does, or a network of its own host: nobody answers for its neighbours on other hosts.
        case proxyARP(gateway: String = "169.254.10.24")
        /// The host's end carries the gateway's address as a /32; the pod reaches everything through it.
        /// As the CNI plugin `ptp` does. A pod of both families has a gateway in each.
        case pointToPoint(gateway: String, gateway6: String? = nil)
        /// The host's end is a port of this bridge of the host, and the default route goes via the
        /// gateway, an address of that bridge. As the CNI plugin `bridge` and docker0 do.
        case bridged(String, gateway: String, gateway6: String? = nil)

        fileprivate var gateways: [String] {
            switch self {
            case .proxyARP(let gateway): [gateway]
            case .pointToPoint(let gateway, let gateway6), .bridged(_, let gateway, let gateway6):
                [gateway, gateway6].compactMap { $0 }
            }
        }
    }

    /// The node's name.
    public var name: String
    /// The addresses of the pod's `eth0`, in CIDR notation.
    public var addresses: [String]
    /// The host's name.
    public var host: String
    /// How the pod is joined to its host.
    public var style: Style
    /// The name of the host's end of the veth pair; `nil`: `veth-<pod>`.
    public var hostLink: String?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A pod on a host.
    ///
    /// - Parameters:
    ///   - addresses: those of its `eth0`, in CIDR notation
    ///   - hostLink: the name of the host's end of the veth pair, of at most 15 bytes; `nil`: `veth-<pod>`
    public init(
        _ name: String, _ addresses: String..., on host: Host, style: Style = .proxyARP(), hostLink: String? = nil,
        file: String = #filePath, line: Int = #line
    ) {
        self.name = name
        self.addresses = addresses
        self.host = host.name
        self.style = style
        self.hostLink = hostLink
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "pod"
    public var references: [Reference] { [.node(host)] + (addresses + style.gateways).map { .literal($0) } }
}
