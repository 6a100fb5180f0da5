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
        case .add(let object): object.value.additions.map { ShellCommand($0) }
        case .remove(let object): object.value.removals.map { ShellCommand($0) }
        case .setSysctl(let name, let value): [ShellCommand(["sysctl", "-w", "\(name)=\(value)"])]
        case .restoreSysctl(let name): [.restoring(name)]
        case .setFirewall(let firewall, let replacing): firewall.commands(replacing: replacing)
        case .removeTable(let table): [ShellCommand(["nft", "delete", "table"] + table.words)]
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

extension LinkChange {
    /// The settings before the state, because a link that comes up acts on them at once.
    func commands(for name: String) -> [[String]] {
        let set = ["ip", "link", "set"] + LinkName.words(name)
        var commands: [[String]] = []
        if isDownFirst { commands.append(set + ["down"]) }
        if let parameters { commands.append(set + ["type", parameters.kind.name] + parameters.arguments) }
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
        if isUpLast, !words.isEmpty {
            commands.append(set + words)
            words = []
        }
        if let up { words.append(up ? "up" : "down") }
        if !words.isEmpty { commands.append(set + words) }
        if let proxyDelay { commands.append(["ip", "ntable", "change", "name", "arp_cache", "dev", name, "proxy_delay", "\(proxyDelay)"]) }
        return commands
    }
}
