import Addresses
import Netlink

extension Operation {
    /// The commands that do the same when typed in the node: several where one request does what takes several.
    func commands(in node: String) -> [ShellCommand] {
        switch self {
        case .createNamespace: [ShellCommand(["ip", "netns", "add", node])]
        case .removeNamespace: [ShellCommand(["ip", "netns", "delete", node])]
        case .createLink(let request): [ShellCommand(request.words)]
        case .deleteLink(let name): [ShellCommand(["ip", "link", "del"] + LinkName.words(name))]
        case .changeLink(let name, let change): change.commands(for: name).map { ShellCommand($0) }
        case .forgetLearned(let name):
            [ShellCommand(["bridge", "fdb", "flush", "dev", name, "nopermanent"]), ShellCommand(["ip", "neigh", "flush", "dev", name])]
        case .setProxyDelay(let name, let milliseconds):
            [ShellCommand(["ip", "ntable", "change", "name", "arp_cache", "dev", name, "proxy_delay", "\(milliseconds)"])]
        case .addAddress(let entry): [ShellCommand(["ip", "addr", "add"] + entry.words)]
        case .removeAddress(let entry): [ShellCommand(["ip", "addr", "del", "\(entry.address)", "dev", entry.link])]
        case .addRoute(let entry): [ShellCommand(entry.program + ["add"] + entry.words)]
        case .removeRoute(let entry): [ShellCommand(entry.program + ["del"] + entry.words)]
        case .addNeighbour(let entry): [ShellCommand(["ip", "neigh", "add"] + entry.words + ["nud", "permanent"])]
        case .removeNeighbour(let entry): [ShellCommand(["ip", "neigh", "del", "\(entry.address)", "dev", entry.link])]
        case .addForwarding(let entry):
            [ShellCommand(["bridge", "fdb", entry.mayRepeat ? "append" : "replace"] + entry.words + ["self", "permanent"])]
        case .removeForwarding(let entry): [ShellCommand(["bridge", "fdb", "del"] + entry.words + ["self"])]
        case .addRule(let entry): [ShellCommand(entry.program + ["add"] + entry.words)]
        case .removeRule(let entry): [ShellCommand(entry.program + ["del"] + entry.words)]
        case .setLimit(let bucket): [ShellCommand(["tc", "qdisc", "replace"] + bucket.words)]
        case .removeLimit(let bucket): [ShellCommand(["tc", "qdisc", "del", "dev", bucket.link] + bucket.place)]
        case .addImpairment(let impairment): [ShellCommand(["tc", "qdisc", "add"] + impairment.words)]
        case .removeImpairment(let impairment): [ShellCommand(["tc", "qdisc", "del", "dev", impairment.link, "root"])]
        case .setWireGuard(let link, let device): [device.command(for: link)]
        case .addWireGuardPeer(let peer): [peer.addition { $0 }]
        case .removeWireGuardPeer(let peer): [peer.removal { $0 }]
        case .addBridgeVLAN(let entry): [ShellCommand(["bridge", "vlan", "add"] + entry.words)]
        case .removeBridgeVLAN(let entry): [ShellCommand(["bridge", "vlan", "del"] + entry.key)]
        case .setSysctl(let name, let value): [ShellCommand(["sysctl", "-w", "\(name)=\(value)"])]
        case .restoreSysctl(let name): [.restoring(name)]
        case .setFirewall(let firewall, let replacing): firewall.commands(replacing: replacing)
        case .removeFirewall: [ShellCommand(["nft", "delete", "table"] + PlannedFirewall.table.words)]
        case .serve(let server): [server.command]
        case .stopServing(let server): [server.endingCommand]
        case .start(let process): [ShellCommand(process.arguments, runsOn: true)]
        case .end(let process): [process.endingCommand]
        }
    }

    /// All of them as one line.
    func command(in node: String) -> String {
        let commands = commands(in: node)
        return commands.count == 1 ? commands[0].text : commands.map(\.text).joined(separator: "; ")
    }
}

extension ShellCommand {
    /// Back to what a setting was: what a link begins with is the namespace's default, and what a namespace begins
    /// with a new one shows, but for what Warren sets in each new one.
    fileprivate static func restoring(_ name: String) -> ShellCommand {
        if let known = NewNamespace.defaults.first(where: { $0.name == name }) {
            return ShellCommand(["sysctl", "-w", "\(name)=\(known.value)"])
        }
        let former = SysctlName.defaulted(name).map { "sysctl -n \(ShellWord.quoted($0))" } ?? "unshare -n sysctl -n \(ShellWord.quoted(name))"
        return ShellCommand(typed: "sysctl -w \(ShellWord.quoted("\(name)="))\"$(\(former))\"")
    }
}

extension String {
    /// What stands between its spaces.
    var words: [String] { split(separator: " ").map(String.init) }

    /// A link's name within a sysctl's: its dots are slashes there, as sysctl(8) has it.
    var sysctlSpelling: String { String(decoding: utf8.map { $0 == UInt8(ascii: ".") ? UInt8(ascii: "/") : $0 }, as: UTF8.self) }
}

extension LinkName {
    /// The name as it stands after `ip link add`, `set` or `del`: behind `dev` if ip(8) could take it for a word of
    /// its own, which may be shortened.
    static func words(_ name: String) -> [String] {
        beginnings.contains(name) ? ["dev", name] : [name]
    }

    /// Of each of these words, and the words.
    private static let beginnings = Set(wordsOfIP.flatMap { word in (1...word.count).map { String(word.prefix($0)) } })

    /// What ip(8) of iproute2 takes in the place of a link's name: see `ip link help`.
    private static let wordsOfIP = [
        "address", "addrgenmode", "alias", "allmulticast", "arp", "brd", "broadcast", "carrier", "dev", "down", "dynamic", "external", "group",
        "gro_ipv4_max_size", "gro_max_size", "gso_ipv4_max_size", "gso_max_segs", "gso_max_size", "help", "index", "link", "link-netns",
        "link-netnsid", "lladdr", "master", "mode", "mtu", "multicast", "name", "netns", "nomaster", "numrxqueues", "numtxqueues", "parentdev",
        "peer", "promisc", "protodown", "protodown_reason", "qlen", "state", "trailers", "txqlen", "txqueuelen", "type", "up", "vf", "vrf",
        "xdp", "xdpdrv", "xdpgeneric", "xdpoffload",
    ]
}

extension LinkRequest {
    var words: [String] {
        var words = ["ip", "link", "add"]
        if kind.isLinkOfLower, let lower = kind.lower { words += ["link", lower, "name", name] } else { words += LinkName.words(name) }
        if let mac { words += ["address", mac.description] }
        if let mtu { words += ["mtu", "\(mtu)"] }
        // Without an index the kernel looks for the name in the namespace of the link below, too, where it may be taken.
        if let namespace { words += ["index", "\(10_000 + StableHash.of("\(namespace)/\(name)") % 1_000_000)", "netns", namespace] }
        return words + ["type", kind.name] + kind.arguments
    }
}

extension VxlanChange {
    /// What follows `type vxlan` in an `ip link set`.
    var arguments: [String] {
        var words: [String] = []
        if let local { words += ["local", "\(local)"] }
        if let remote { words += [remote.isMulticast ? "group" : "remote", "\(remote)"] }
        if let device { words += ["dev", device] }
        if let ttl { words += ["ttl", "\(ttl)"] }
        if let learning { words.append(learning ? "learning" : "nolearning") }
        if let ageing { words += ["ageing", "\(ageing)"] }
        return words
    }
}

extension LinkChange {
    /// The settings before the state, because a link that comes up acts on them at once.
    func commands(for name: String) -> [[String]] {
        let set = ["ip", "link", "set"] + LinkName.words(name)
        var commands: [[String]] = []
        if let vxlan { commands.append(set + ["type", "vxlan"] + vxlan.arguments) }
        if let generatesIPv6Addresses { commands.append(set + ["addrgenmode", generatesIPv6Addresses ? "eui64" : "none"]) }
        for (setting, value) in ipv4Settings.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            commands.append(["sysctl", "-w", "net.ipv4.conf.\(name.sysctlSpelling).\(setting.sysctlName)=\(value)"])
        }
        var words: [String] = []
        if let mac { words += ["address", mac.description] }
        if let mtu { words += ["mtu", "\(mtu)"] }
        switch master {
        case .unchanged: break
        case .none: words.append("nomaster")
        case .link(let master): words += ["master", master]
        }
        // A port must be one before it has a port's settings; only then is it brought up.
        var port: [String] = []
        if let hairpin { port += ["hairpin", hairpin ? "on" : "off"] }
        if let learning { port += ["learning", learning ? "on" : "off"] }
        if !port.isEmpty {
            if !words.isEmpty { commands.append(set + words) }
            commands.append(["bridge", "link", "set", "dev", name] + port)
            words = []
        }
        if let up { words.append(up ? "up" : "down") }
        if !words.isEmpty { commands.append(set + words) }
        return commands
    }
}

extension AddressEntry {
    var words: [String] { [address.description, "dev", link] + (noDAD ? ["nodad"] : []) }
}

extension RouteEntry {
    /// `default` alone would be taken for IPv4's unless the next hop tells.
    fileprivate var program: [String] { destination == .default(.ipv6) ? ["ip", "-6", "route"] : ["ip", "route"] }

    /// As `ip route` takes and shows them.
    public var arguments: String { words.joined(separator: " ") }

    var words: [String] {
        var words: [String] = []
        if type != .unicast { words.append("\(type)") }
        words.append(destination.length == 0 ? "default" : destination.isHost ? destination.address.description : destination.description)
        if let via { words += via.words(in: destination.family) }
        if let device { words += ["dev", device] }
        if let scope { words += ["scope", "\(scope)"] }
        if let source { words += ["src", "\(source)"] }
        if let metric { words += ["metric", "\(metric)"] }
        if let mtu { words += ["mtu", "\(mtu)"] }
        if onlink { words.append("onlink") }
        if table != 254 { words += ["table", "\(table)"] }
        return words + hops.flatMap { $0.words(in: self) }
    }
}

extension IPAddress {
    /// A next hop of a route of the family, which may be the other one.
    func words(in family: Family) -> [String] { self.family == family ? ["via", description] : ["via", "inet6", description] }
}

extension NeighbourEntry {
    var words: [String] { [address.description] + (mac.map { ["lladdr", $0.description] } ?? []) + ["dev", link] }
}

extension ForwardingEntry {
    var words: [String] { [mac.description, "dev", link] + (destination.map { ["dst", "\($0)"] } ?? []) }
}
