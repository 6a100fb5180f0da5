import Addresses
import Netlink
import Warren

extension Resolver {
    /// Gives every Ethernet link that speaks IPv6 its link-local address.
    ///
    /// The kernel would make one by itself, and ask around for a second whether it is anybody else's. Until then
    /// no neighbour can be asked for, because solicitations of what is forwarded leave from this address. So it is
    /// made by the plan, at once (`nodad`), and only where IPv6 is spoken.
    mutating func declareLinkLocals() {
        guard usesIPv6 else { return }
        for node in state.nodes {
            let spoken = Set(
                node.addresses.filter { $0.value.address.family == .ipv6 }.map(\.value.link)
                    + node.routes.filter { $0.value.destination.family == .ipv6 }.flatMap(\.value.devices))
            for link in node.namedLinks where link.mac != nil && spoken.contains(link.name) {
                if link.mtu < 1280 {
                    report("\(link.name) of \(node.name) has an MTU of \(link.mtu); IPv6 needs 1280 at the least (RFC 8200)", at: link.changeSource ?? link.source)
                }
                let address = IPAddress.linkLocal(node: node.name, link: link.name)
                guard !node.addresses.contains(where: { $0.value.link == link.name && $0.value.address.address.isLinkLocal }) else { continue }
                addAddress(
                    Prefix(address, length: 64), to: link.name, of: node.name, at: link.source,
                    because: "neighbours are asked for from here; declared, so that nobody waits for the kernel's own")
            }
        }
    }
}

extension IPAddress {
    /// fe80::/64 and the MAC address that Warren gives the link, as RFC 4291, appendix A, makes one of the other.
    static func linkLocal(node: String, link: String) -> IPAddress {
        let mac = UInt128(MACAddress.stable(node: node, link: link).value)
        let identifier = (mac >> 24) << 40 | 0xff_fe00_0000 | mac & 0xff_ffff
        return IPAddress(family: .ipv6, value: 0xfe80 << 112 | identifier ^ (0x02 << 56))
    }
}
