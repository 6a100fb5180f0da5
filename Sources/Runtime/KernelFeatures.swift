import Firewalls
import Glibc
import Namespaces
import Netlink

/// What the running kernel can be asked to do with networks, each thing tried just now.
package struct KernelFeatures: Sendable, Hashable, Codable {
    /// What kind of thing a feature is.
    package enum Group: String, Sendable, Hashable, Codable, CaseIterable {
        /// Kinds of links, as `ip link add type KIND` has them.
        case links
        /// Queueing disciplines, as `tc qdisc add dev LINK root KIND` has them.
        case queues
        /// What rules of nftables can say.
        case netfilter
        /// Parts of the kernel beside these.
        case parts
    }

    package struct Feature: Sendable, Hashable, Codable {
        package var group: Group
        /// As the command that asks for it has it, such as `ipip` or `ct state`.
        package var name: String
        /// `nil` where it was not to be found out.
        package var isThere: Bool?
    }

    /// What `uname -r` says.
    package var release: String
    /// The same ones in the same order on every kernel; empty where this process may not try them.
    package var features: [Feature]

    /// Tries all, in namespaces that last for the question only. Modules are loaded as those who use them would load them.
    package static func probed() -> KernelFeatures {
        var name = utsname()
        uname(&name)
        let release = withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard Machine.obstacle() == nil, let scratch = try? NetworkNamespace.make(), let socket = try? scratch.socket else {
            return KernelFeatures(release: release, features: [])
        }
        return KernelFeatures(
            release: release,
            features: links.map { Feature(group: .links, name: $0, isThere: try? socket.canMakeLink(ofKind: $0)) }
                + queues.map { Feature(group: .queues, name: $0, isThere: try? socket.canMakeQueue(ofKind: $0)) }
                + zip(netfilter, accepted(netfilter.map(\.rules))).map { Feature(group: .netfilter, name: $0.name, isThere: $1) }
                + parts.map { Feature(group: .parts, name: $0.name, isThere: has($0)) })
    }

    private static let links = [
        "veth", "bridge", "vxlan", "geneve", "ipip", "gre", "gretap", "ip6gre", "ip6gretap", "ip6tnl", "sit", "erspan", "vti", "vti6",
        "xfrm", "wireguard", "vlan", "macvlan", "macvtap", "ipvlan", "ipvtap", "vrf", "dummy", "ifb", "bond", "team", "macsec", "hsr",
        "batadv", "bareudp", "gtp", "nlmon", "netdevsim",
    ]

    private static let queues = [
        "pfifo", "tbf", "htb", "netem", "fq", "fq_codel", "codel", "cake", "sfq", "red", "prio", "hfsc", "drr", "etf",
        "ingress", "clsact",
    ]

    /// Each a rule in a chain of its own hook, in table `inet t`.
    private static let netfilter: [(name: String, rules: String)] = [
        ("filter", filter("accept")), ("counter", filter("counter")), ("ct state", filter("ct state established accept")),
        ("ct mark", filter("ct mark 1 accept")), ("reject", filter("reject with icmpx host-unreachable")), ("log", filter("log")),
        ("limit", filter("limit rate 10/second accept")), ("quota", filter("quota over 10 mbytes drop")),
        ("ct count", filter("ct count over 10 drop")), ("set", filter("ip saddr { 192.0.2.1, 192.0.2.2 } drop")),
        ("interval set", filter("ip saddr { 192.0.2.0/25, 198.51.100.0/24 } drop")),
        ("concatenation", filter("ip saddr . tcp dport { 192.0.2.1 . 80 } drop")),
        ("map", filter("ip saddr vmap { 192.0.2.1 : drop, 192.0.2.2 : accept }")),
        ("numgen", filter("numgen random mod 2 1 drop")), ("jhash", filter("jhash ip saddr mod 2 1 drop")),
        ("fib", filter("fib daddr type local accept")), ("socket", filter("socket mark 1 accept", hook: "prerouting")),
        ("tproxy", filter("meta l4proto tcp tproxy ip to 127.0.0.1:80", hook: "prerouting")),
        ("synproxy", filter("tcp dport 80 ct state invalid synproxy mss 1460 wscale 7")), ("queue", filter("queue num 1")),
        ("xfrm", filter("meta ipsec exists accept", hook: "prerouting")), ("notrack", filter("notrack", hook: "prerouting")),
        ("nat", nat("snat ip to 192.0.2.1", hook: "postrouting")), ("masquerade", nat("masquerade", hook: "postrouting")),
        ("redirect", nat("tcp dport 80 redirect to :8080", hook: "prerouting")),
        ("flowtable", "add table inet t\nadd flowtable inet t f { hook ingress priority 0; devices = { lo }; }\n"),
        ("bridge", chain("bridge", "type filter hook forward priority 0;") + "add rule bridge t c accept\n"),
        ("bridge ct", chain("bridge", "type filter hook forward priority 0;") + "add rule bridge t c ct state new accept\n"),
        ("netdev", chain("netdev", "type filter hook ingress device lo priority 0;") + "add rule netdev t c accept\n"),
        ("arp", chain("arp", "type filter hook input priority 0;") + "add rule arp t c accept\n"),
    ]

    private static func chain(_ family: String, _ kind: String) -> String { "add table \(family) t\nadd chain \(family) t c { \(kind) }\n" }

    private static func filter(_ rule: String, hook: String = "forward") -> String {
        chain("inet", "type filter hook \(hook) priority -300;") + "add rule inet t c \(rule)\n"
    }

    private static func nat(_ rule: String, hook: String) -> String {
        chain("inet", "type nat hook \(hook) priority 0;") + "add rule inet t c \(rule)\n"
    }

    /// Which of the rulesets the kernel takes; `nil` where that was not to be found out. Each begins anew, and those behind a
    /// refused one are asked again. A few at a time: on an emulated processor loading their modules takes long.
    private static func accepted(_ rulesets: [String]) -> [Bool?] {
        var answers: [Bool?] = []
        while answers.count < rulesets.count {
            let asked = rulesets[answers.count...].prefix(5)
            do {
                try Nft.run(asked.map { "flush ruleset\n" + $0 }, in: .nowhere)
                answers += asked.map { _ in true }
            } catch let refusal as Nft.Refusal {
                answers += asked.prefix(refusal.position).map { _ in true } + [false]
            } catch {
                answers += asked.map { _ in nil }
            }
        }
        return answers
    }

    /// A part that no request makes the kernel load.
    private struct Part {
        var name: String
        /// The module that has it.
        var module: String
        /// What is there if it is loaded or built in.
        var sign: String
    }

    private static let parts = [
        Part(name: "tun", module: "tun", sign: "/sys/class/misc/tun"),
        Part(name: "br_netfilter", module: "br_netfilter", sign: "/proc/sys/net/bridge"),
        Part(name: "ip_vs", module: "ip_vs", sign: "/proc/net/ip_vs"),
        Part(name: "openvswitch", module: "openvswitch", sign: "/sys/module/openvswitch"),
        Part(name: "mpls_router", module: "mpls_router", sign: "/proc/sys/net/mpls"),
        Part(name: "sctp", module: "sctp", sign: "/proc/net/sctp"),
        Part(name: "l2tp", module: "l2tp_core", sign: "/sys/module/l2tp_core"),
        Part(name: "iptables", module: "ip_tables", sign: "/proc/net/ip_tables_names"),
    ]

    /// Asked of modprobe and not tried: to load `br_netfilter` changes what every bridge of the machine does.
    private static func has(_ part: Part) -> Bool {
        access(part.sign, F_OK) == 0 || ModuleProbe.canLoad(part.module)
    }
}
