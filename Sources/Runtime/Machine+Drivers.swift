import Glibc
import Namespaces
import Netlink
import Tunnels

/// What the kernel has drivers for.
extension Machine {
    /// Whether the kernel makes links of the kind, tried in a namespace that lasts for the question only.
    private static func hasDriver(_ kind: String) -> Bool {
        guard let scratch = try? NetworkNamespace.make() else { return false }
        return (try? scratch.socket.canMakeLink(ofKind: kind)) ?? false
    }

    static func driver(_ kind: String, _ meaning: String, module: String? = nil, isEssential: Bool) -> Ability {
        if hasDriver(kind) { return Ability("\(kind) driver", .present, meaning, isEssential: isEssential) }
        return Ability(
            "\(kind) driver", .missing, "no \(meaning)", remedy: "modprobe \(module ?? kind), or a kernel that has it",
            isEssential: isEssential)
    }

    /// What only some labs need, and many kernels are built without.
    static func rareDrivers() -> [Ability] {
        let kinds: [(String, String)] = [
            ("gre", "GRE"), ("gretap", "GRE that carries Ethernet"), ("ip6gre", "GRE over IPv6"), ("geneve", "Geneve"), ("vlan", "Vlan"),
            ("dummy", "Dummy"), ("macvlan", "Macvlan"), ("ipvlan", "IPVlan"), ("vrf", "VRF"), ("wireguard", "Wireguard"), ("bond", "Bond"),
        ]
        let modules = ["gre": "ip_gre", "gretap": "ip_gre", "ip6gre": "ip6_gre", "vlan": "8021q", "bond": "bonding"]
        let queues = [
            ("netem", "Impair"), ("htb", "Queue with .htb"), ("prio", "Queue with .prio"), ("fq_codel", "Queue with .fqCodel"),
            ("sfq", "Queue with .sfq"),
        ]
        return kinds.map { driver($0, $1, module: modules[$0] ?? $0, isEssential: false) } + [bridgeVLANs(), nexthops()]
            + queues.map { queue($0, $1) }
    }

    private static func bridgeVLANs() -> Ability {
        let names = LinkTable()
        let works = (try? NetworkNamespace.make().socket.execute { batch throws(NetlinkError) in
            try batch.createLink(LinkRequest(name: "probe", kind: .bridge(BridgeLink(vlanFiltering: true))), names: names)
        }) != nil
        if works { return Ability("bridge VLANs", .present, "bridges that keep VLANs apart") }
        return Ability("bridge VLANs", .missing, "no bridges that keep VLANs apart", remedy: "a kernel with CONFIG_BRIDGE_VLAN_FILTERING")
    }

    private static func queue(_ kind: String, _ meaning: String) -> Ability {
        let isThere = (try? NetworkNamespace.make().socket.canMakeQueue(ofKind: kind)) ?? false
        if isThere { return Ability(kind, .present, meaning) }
        return Ability(kind, .missing, "no \(meaning)", remedy: "modprobe sch_\(kind), or a kernel that has it")
    }

    private static func nexthops() -> Ability {
        // Who has such objects has none of this number; who has not does not know the request.
        var works = false
        do {
            try NetworkNamespace.make().socket.execute { batch throws(NetlinkError) in
                try NexthopEntry(id: 1).remove(from: &batch, names: LinkTable())
            }
        } catch let error as NetlinkError { works = error.errno == ENOENT } catch {}
        if works { return Ability("next-hop objects", .present, "Nexthop") }
        return Ability("next-hop objects", .missing, "no Nexthop", remedy: "a kernel from Linux 5.3 on")
    }

    static func ipip() -> Ability {
        let name = "ipip driver"
        if hasDriver("ipip") { return Ability(name, .present, "IPIP, by the kernel's own driver") }
        // The device may be there without a driver behind it.
        let device = open("/dev/net/tun", O_RDWR | O_CLOEXEC)
        let error = errno
        if device >= 0 {
            close(device)
            let slowly = IPIPRelay.obstacleToSpeed().map { "; slowly, without programs in the kernel: \($0)" } ?? ""
            return Ability(
                name, .substituted, "IPIP, by Warren's relay over a TUN device: the kernel has no driver\(slowly)",
                remedy: "modprobe ipip gives the kernel's own, where there is one")
        }
        guard error == EACCES else {
            return Ability(
                name, .missing, "no IPIP: the kernel has neither a driver nor a TUN device for the relay",
                remedy: "modprobe ipip, or modprobe tun")
        }
        return Ability(
            name, .missing, "no IPIP: the kernel has no driver, and only root may open the relay's /dev/net/tun",
            remedy: "chmod 666 /dev/net/tun, as most systems have it: who opens it gets no rights by that")
    }
}
