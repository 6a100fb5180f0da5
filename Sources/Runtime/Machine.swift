import CLinux
import CPcap
import Glibc
import Netlink

/// What the machine that Warren runs on can do.
public enum Machine {
    /// One thing that labs need, and whether it is there.
    public struct Ability: Sendable {
        public enum State: Sendable {
            case present
            /// Missing in the kernel, and done by Warren instead.
            case substituted
            case missing
        }

        public var name: String
        public var state: State
        /// What it is good for, or what follows from its absence.
        public var meaning: String
        /// What to do about it; empty where there is nothing to do.
        public var remedy: String
        /// Whether no lab at all runs without it.
        public var isEssential: Bool

        public init(_ name: String, _ state: State, _ meaning: String, remedy: String = "", isEssential: Bool = false) {
            self.name = name
            self.state = state
            self.meaning = meaning
            self.remedy = remedy
            self.isEssential = isEssential
        }
    }

    /// Why no lab can run here, with the remedy; `nil` if one can.
    ///
    /// - Parameter probing: whether packets are to be sent and captured, too.
    public static func obstacle(probing: Bool = false) -> String? {
        do {
            // To make a namespace takes one capability, and to change anything in it another.
            try Namespace.make().socket.execute { batch throws(NetlinkError) in
                try batch.changeLink(LinkChange(up: true), index: 1, names: LinkTable())
            }
            if let obstacle = obstacleToSettings() { return obstacle }
            return probing ? obstacleToProbing() : nil
        } catch let failure as SystemError where failure.errno == EPERM {
            return "making network namespaces is not permitted; \(UserNamespace.remedy)"
        } catch let error as NetlinkError where error.errno == EPERM {
            return "changing links is not permitted, not even in a network namespace of one's own; \(UserNamespace.remedy)"
        } catch let failure as SystemError where failure.errno == ENOSPC {
            return "the limit of network namespaces is reached; raise the sysctl user.max_net_namespaces"
        } catch {
            return "network namespaces cannot be made: \(error)"
        }
    }

    /// Containers have their settings mounted so that nobody writes them, whatever capabilities they were given.
    private static func obstacleToSettings() -> String? {
        guard access("/proc/sys/net/ipv4/ip_forward", W_OK) != 0, errno == EROFS else { return nil }
        return "no setting can be written: /proc/sys is mounted read-only; run the container with --privileged, or with --security-opt systempaths=unconfined"
    }

    private static func obstacleToProbing() -> String? {
        let capture = capture()
        return capture.state == .missing ? "\(capture.meaning); \(capture.remedy)" : nil
    }

    /// Everything that labs may need, in the order of its weight.
    public static func abilities() -> [Ability] {
        if let obstacle = obstacle() {
            return [Ability("network namespaces", .missing, "no lab can run", remedy: obstacle, isEssential: true)]
        }
        let place = UserNamespace.isOwn ? ", in a user namespace: without root's rights" : ""
        var abilities = [Ability("network namespaces", .present, "hosts, pods and segments" + place, isEssential: true)]
        let kinds: [(String, String, Bool)] = [
            ("veth", "cables", true), ("bridge", "segments and bridges", true), ("vxlan", "Vxlan", false),
        ]
        for (kind, meaning, isEssential) in kinds {
            abilities.append(driver(kind, meaning, isEssential: isEssential))
        }
        abilities.append(ipip())
        abilities += rareDrivers()
        abilities.append(nftables())
        abilities.append(capture())
        return abilities
    }

    /// Whether the kernel makes links of the kind, tried in a namespace that lasts for the question only.
    private static func hasDriver(_ kind: String) -> Bool {
        guard let scratch = try? Namespace.make() else { return false }
        return (try? scratch.socket.canMakeLink(ofKind: kind)) ?? false
    }

    private static func driver(_ kind: String, _ meaning: String, module: String? = nil, isEssential: Bool) -> Ability {
        if hasDriver(kind) { return Ability("\(kind) driver", .present, meaning, isEssential: isEssential) }
        return Ability("\(kind) driver", .missing, "no \(meaning)", remedy: "modprobe \(module ?? kind), or a kernel that has it", isEssential: isEssential)
    }

    /// What only some labs need, and many kernels are built without.
    private static func rareDrivers() -> [Ability] {
        let kinds: [(String, String)] = [
            ("gre", "GRE"), ("gretap", "GRE that carries Ethernet"), ("ip6gre", "GRE over IPv6"), ("geneve", "Geneve"), ("vlan", "Vlan"),
            ("dummy", "Dummy"), ("macvlan", "Macvlan"), ("ipvlan", "IPVlan"), ("vrf", "VRF"), ("wireguard", "Wireguard"),
        ]
        let modules = ["gre": "ip_gre", "gretap": "ip_gre", "ip6gre": "ip6_gre", "vlan": "8021q"]
        return kinds.map { driver($0, $1, module: modules[$0] ?? $0, isEssential: false) } + [bridgeVLANs(), netem()]
    }

    private static func bridgeVLANs() -> Ability {
        let names = LinkTable()
        let works = (try? Namespace.make().socket.execute { batch throws(NetlinkError) in
            try batch.createLink(LinkRequest(name: "probe", kind: .bridge(BridgeLink(vlanFiltering: true))), names: names)
        }) != nil
        if works { return Ability("bridge VLANs", .present, "bridges that keep VLANs apart") }
        return Ability("bridge VLANs", .missing, "no bridges that keep VLANs apart", remedy: "a kernel with CONFIG_BRIDGE_VLAN_FILTERING")
    }

    /// Tried on the one link that a namespace is born with.
    private static func netem() -> Ability {
        let names = LinkTable([LinkState(index: 1, name: "lo")])
        let works = (try? Namespace.make().socket.execute { batch throws(NetlinkError) in
            try batch.addImpairment(Impairment(link: "lo", loss: 0.5), names: names)
        }) != nil
        if works { return Ability("netem", .present, "Impair") }
        return Ability("netem", .missing, "no Impair", remedy: "modprobe sch_netem, or a kernel that has it")
    }

    private static func ipip() -> Ability {
        if hasDriver("ipip") {
            return Ability("ipip driver", .present, "IPIP, by the kernel's own driver")
        }
        // The device may be there without a driver behind it.
        let device = open("/dev/net/tun", O_RDWR | O_CLOEXEC)
        let error = errno
        if device >= 0 {
            close(device)
            let slowly = FastPath.obstacle().map { "; slowly, without programs in the kernel: \($0)" } ?? ""
            return Ability("ipip driver", .substituted, "IPIP, by Warren's relay over a TUN device: the kernel has no driver\(slowly)", remedy: "modprobe ipip gives the kernel's own, where there is one")
        }
        if error == EACCES {
            return Ability("ipip driver", .missing, "no IPIP: the kernel has no driver, and only root may open the relay's /dev/net/tun", remedy: "chmod 666 /dev/net/tun, as most systems have it: who opens it gets no rights by that")
        }
        return Ability("ipip driver", .missing, "no IPIP: the kernel has neither a driver nor a TUN device for the relay", remedy: "modprobe ipip, or modprobe tun")
    }

    /// What a `Firewall` is made of, tried in a namespace that lasts for the question only: first a chain, then what
    /// kernels have in modules of their own.
    private static func nftables() -> Ability {
        let chain = "add table inet warren\nadd chain inet warren forward { type filter hook forward priority filter;policy drop;}\n"
        let rules = [("counter", "count"), ("ct state established,related accept", "tell connections apart"), ("reject with icmpx host-unreachable", "reject")]
        do {
            try Nft.run([chain], in: .nowhere)
            let lacking = rules.filter { rule, _ in (try? Nft.run([chain, "add rule inet warren forward \(rule)\n"], in: .nowhere)) == nil }
            if lacking.isEmpty { return Ability("nftables", .present, "Firewall") }
            return Ability(
                "nftables", .missing, "no Firewall with rules that " + lacking.map(\.1).joined(separator: " or "),
                remedy: "modprobe nft_ct nft_reject_inet, or a kernel that has them")
        } catch let error as Nft.Unavailable {
            return Ability("nftables", .missing, "no Firewall: \(error)", remedy: "install libnftables")
        } catch {
            return Ability("nftables", .missing, "no Firewall: \(error)", remedy: "modprobe nf_tables, or a kernel that has it with the family inet")
        }
    }

    /// In a namespace of Warren's: an ordinary user has rights there alone.
    private static func capture() -> Ability {
        if let words = cpcap_open() {
            return Ability(
                "packet capture", .missing, "nothing can be seen: \(String(cString: words))", remedy: "install libpcap", isEssential: true)
        }
        let descriptor = try? Namespace.make().run { try Descriptor(socket(AF_PACKET, Int32(SOCK_RAW.rawValue), 0), from: "socket") }
        guard descriptor != nil else {
            return Ability(
                "packet capture", .missing, "raw sockets are not permitted, so nothing can be sent or seen", remedy: "run with CAP_NET_RAW", isEssential: true)
        }
        return Ability("packet capture", .present, "what passes on the links is seen", isEssential: true)
    }
}
