import Addresses
import Netlink

extension Operation {
    /// The iproute2, bridge, sysctl or nft command that does the same in the node. Several commands, where one
    /// request does what takes several, are joined with `; `.
    func command(in node: String) -> String {
        switch self {
        case .createNamespace: "ip netns add \(node)"
        case .removeNamespace: "ip netns delete \(node)"
        case .createLink(let request): request.command
        case .deleteLink(let name): "ip link del \(name)"
        case .changeLink(let name, let change): change.commands(for: name).joined(separator: "; ")
        case .setProxyDelay(let name, let milliseconds): "ip ntable change name arp_cache dev \(name) proxy_delay \(milliseconds)"
        case .addAddress(let entry): "ip addr add \(entry.arguments)"
        case .removeAddress(let entry): "ip addr del \(entry.address) dev \(entry.link)"
        case .addRoute(let entry): "\(entry.tool) add \(entry.arguments)"
        case .removeRoute(let entry): "\(entry.tool) del \(entry.arguments)"
        case .addNeighbour(let entry): "ip neigh add \(entry.arguments) nud permanent"
        case .removeNeighbour(let entry): "ip neigh del \(entry.address) dev \(entry.link)"
        case .addForwarding(let entry): "bridge fdb \(entry.mayRepeat ? "append" : "replace") \(entry.arguments) self permanent"
        case .removeForwarding(let entry): "bridge fdb del \(entry.arguments) self"
        case .addRule(let entry): "\(entry.program) add \(entry.arguments)"
        case .removeRule(let entry): "\(entry.program) del \(entry.arguments)"
        case .setLimit(let bucket): "tc qdisc replace \(bucket.arguments)"
        case .removeLimit(let link): "tc qdisc del dev \(link) root"
        case .setSysctl(let name, let value): "sysctl -w \(name)=\(value.shellWord)"
        case .restoreSysctl(let name): "sysctl -w \(name)=<its former value>"
        case .setFirewall(let firewall, let replacing): firewall.commands(replacing: replacing).joined(separator: "; ")
        case .removeFirewall: "nft delete table \(PlannedFirewall.table)"
        case .serve(let server): server.command
        case .stopServing(let server): server.endingCommand
        case .start(let process): "\(process) &"
        case .end(let process): "pkill --exact --full \(PlannedProcess.shellWord(process.arguments.joined(separator: " ")))"
        }
    }
}

extension LinkRequest {
    var command: String {
        var words = ["ip link add", name]
        if case .macvlan(let macvlan) = kind { words = ["ip link add link", macvlan.lower, "name", name] }
        if let mac { words.append("address \(mac)") }
        if let mtu { words.append("mtu \(mtu)") }
        words.append("type \(kind.name)")
        words += kind.arguments
        return words.joined(separator: " ")
    }
}

extension LinkKind {
    /// What follows `type KIND` in an `ip link add`.
    public var arguments: [String] {
        switch self {
        case .veth(let veth): veth.arguments
        case .bridge(let bridge): bridge.arguments
        case .vxlan(let vxlan): vxlan.arguments
        case .ipip(let ipip): ipip.arguments
        case .macvlan(let macvlan): macvlan.arguments
        }
    }
}

extension VethLink {
    var arguments: [String] {
        var words = ["peer name \(peerName)"]
        if let peerMAC { words.append("address \(peerMAC)") }
        if let peerMTU { words.append("mtu \(peerMTU)") }
        if let peerNamespace { words.append("netns \(peerNamespace)") }
        return words
    }
}

extension BridgeLink {
    var arguments: [String] {
        var words: [String] = []
        // ip(8) takes hundredths of a second here.
        if let ageing { words.append("ageing_time \(Int(ageing * 100))") }
        if let stp { words.append("stp_state \(stp ? 1 : 0)") }
        if let multicastSnooping { words.append("mcast_snooping \(multicastSnooping ? 1 : 0)") }
        return words
    }
}

extension VxlanLink {
    var arguments: [String] {
        var words = ["id \(id)"]
        // ip(8) warns without a port, and means 8472, as the kernel does.
        words.append("dstport \(port ?? 0)")
        if let local { words.append("local \(local)") }
        if let remote { words.append("remote \(remote)") }
        if let group { words.append("group \(group)") }
        if let device { words.append("dev \(device)") }
        if let ttl { words.append("ttl \(ttl)") }
        if let learning { words.append(learning ? "learning" : "nolearning") }
        if let ageing { words.append("ageing \(ageing)") }
        return words
    }
}

extension IPIPLink {
    var arguments: [String] {
        var words: [String] = []
        if let local { words.append("local \(local)") }
        if let remote { words.append("remote \(remote)") }
        if let device { words.append("dev \(device)") }
        if let ttl { words.append("ttl \(ttl)") }
        if let pathMTUDiscovery { words.append(pathMTUDiscovery ? "pmtudisc" : "nopmtudisc") }
        return words
    }
}

extension MacvlanLink {
    var arguments: [String] { ["mode \(mode)"] }
}

extension LinkChange {
    /// The settings before the state, because a link that comes up acts on them at once.
    func commands(for name: String) -> [String] {
        var commands: [String] = []
        if let generatesIPv6Addresses {
            commands.append("ip link set \(name) addrgenmode \(generatesIPv6Addresses ? "eui64" : "none")")
        }
        for (setting, value) in ipv4Settings.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            commands.append("sysctl -w net.ipv4.conf.\(name.sysctlSpelling).\(setting.sysctlName)=\(value)")
        }
        var words: [String] = []
        if let mac { words.append("address \(mac)") }
        if let mtu { words.append("mtu \(mtu)") }
        switch master {
        case .unchanged: break
        case .none: words.append("nomaster")
        case .link(let master): words.append("master \(master)")
        }
        // A port must be one before it has a port's settings; only then is it brought up.
        let port = [hairpin.map { "hairpin \($0 ? "on" : "off")" }, learning.map { "learning \($0 ? "on" : "off")" }].compactMap { $0 }
        if !port.isEmpty {
            if !words.isEmpty { commands.append("ip link set \(name) " + words.joined(separator: " ")) }
            commands.append("bridge link set dev \(name) " + port.joined(separator: " "))
            words = []
        }
        if let up { words.append(up ? "up" : "down") }
        if !words.isEmpty { commands.append("ip link set \(name) " + words.joined(separator: " ")) }
        return commands
    }
}

extension String {
    /// The text as one word of a shell's command line.
    var shellWord: String {
        let isPlain = utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || "-_.,:/".utf8.contains(byte)
        }
        return isPlain ? self : "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// A link's name within a sysctl's: its dots are slashes there, as sysctl(8) has it.
    var sysctlSpelling: String { String(map { $0 == "." ? "/" : $0 }) }
}

extension AddressEntry {
    var arguments: String {
        var words = ["\(address)", "dev \(link)"]
        if noDAD { words.append("nodad") }
        return words.joined(separator: " ")
    }
}

extension RouteEntry {
    /// `default` alone would be taken for IPv4's unless the next hop tells.
    fileprivate var tool: String { destination == .default(.ipv6) ? "ip -6 route" : "ip route" }

    /// As `ip route` takes and shows them.
    public var arguments: String {
        var words: [String] = []
        if type != .unicast { words.append("\(type)") }
        words.append(destination.length == 0 ? "default" : destination.isHost ? "\(destination.address)" : "\(destination)")
        if let via { words.append(via.family == destination.family ? "via \(via)" : "via inet6 \(via)") }
        if let device { words.append("dev \(device)") }
        if let scope { words.append("scope \(scope)") }
        if let source { words.append("src \(source)") }
        if let metric { words.append("metric \(metric)") }
        if let mtu { words.append("mtu \(mtu)") }
        if onlink { words.append("onlink") }
        if table != 254 { words.append("table \(table)") }
        words += hops.map { $0.arguments(in: self) }
        return words.joined(separator: " ")
    }
}

extension NeighbourEntry {
    var arguments: String {
        "\(address)" + (mac.map { " lladdr \($0)" } ?? "") + " dev \(link)"
    }
}

extension ForwardingEntry {
    var arguments: String {
        "\(mac) dev \(link)" + (destination.map { " dst \($0)" } ?? "")
    }
}
