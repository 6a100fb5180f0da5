import Addresses
import Netlink
import Warren

extension Bond: ResolvableWord {
    package static let actions = [
        Action<Bond>(.links) { $0.declare($1, in: $2) },
        Action<Bond>(.ports) { $0.connectPorts(of: $1, in: $2) },
        // Whom to ask for, once every node has its addresses.
        Action<Bond>(.changes) { $0.resolveTargets(of: $1, in: $2) },
    ]
}

extension Resolver {
    fileprivate mutating func declare(_ bond: Bond, in node: String) {
        let source = bond.source
        check(bond.mtu, in: 68...65535, "the MTU", at: source)
        let times = [("monitoring", bond.monitoring), ("upDelay", bond.upDelay), ("downDelay", bond.downDelay)]
        for (what, time) in times + [("interval", bond.arp?.interval)] {
            if let time, !(1...60_000).contains(time) { report("the \(what) is outside of 1 ms to one minute", at: source) }
        }
        if bond.arp != nil, bond.monitoring != nil {
            report("a bond looks at carriers or asks neighbours; expected monitoring: or arp:, and not both", at: source)
        }
        for (what, time) in times.dropFirst() {
            guard let time else { continue }
            if bond.arp != nil {
                report("the \(what) is counted in looks at carriers; expected no arp: with it", at: source)
            } else if Self.milliseconds(time) % Self.milliseconds(bond.monitoring ?? 100) != 0 {
                // The kernel takes the multiple below.
                let unit = Self.milliseconds(bond.monitoring ?? 100)
                report("the \(what) is \(Self.milliseconds(time)) ms; expected a multiple of the monitoring, \(unit) ms", at: source)
            }
        }
        if bond.arp != nil, bond.mode == .lacp { report("LACP looks at carriers; expected no arp:", at: source) }
        if bond.primary != nil, bond.mode != .activeBackup { report("a primary port is of the mode .activeBackup alone", at: source) }
        if let primary = bond.primary, !bond.ports.contains(primary) {
            report("the primary \(primary) is not among the ports of \(bond.name) (\(bond.ports.joined(separator: ", ")))", at: source)
        }
        if bond.hash != nil, bond.mode != .lacp, bond.mode != .balanceXOR {
            report("nothing is hashed in the mode .\(bond.mode); expected .balanceXOR or .lacp, or no hash:", at: source)
        }
        if bond.traits.contains(.fast), bond.mode != .lacp { report(".fast speaks of LACP; expected mode: .lacp", at: source) }
        let monitoring = bond.arp == nil ? Self.milliseconds(bond.monitoring ?? 100) : nil
        let modes: [Bond.Mode: BondLink.Mode] = [
            .balanceRoundRobin: .balanceRoundRobin, .activeBackup: .activeBackup, .balanceXOR: .balanceXOR,
            .broadcast: .broadcast, .lacp: .lacp,
        ]
        let hashes: [Bond.Hash: BondLink.HashPolicy] = [.layer2: .layer2, .layer23: .layer23, .layer34: .layer34]
        let request = BondLink(
            mode: modes[bond.mode] ?? .activeBackup, monitoring: monitoring, upDelay: bond.upDelay.map(Self.milliseconds),
            downDelay: bond.downDelay.map(Self.milliseconds), primary: bond.primary,
            arpInterval: bond.arp.map { Self.milliseconds($0.interval) }, hashPolicy: bond.hash.flatMap { hashes[$0] },
            isFast: bond.mode == .lacp ? bond.traits.contains(.fast) : nil)
        var link = PlannedLink(
            bond.name, .request(.bond(request)), mac: mac(bond.mac, at: source) ?? .stable(node: node, link: bond.name), at: source,
            because: bond.mode == .activeBackup
                ? "one link of several: if a port fails, another takes over" : "one link of several, which share the work")
        if let mtu = bond.mtu { (link.mtu, link.setsMTU) = (mtu, true) }
        add(link, to: node)
    }

    private static func milliseconds(_ time: Double) -> UInt32 { UInt32(min(max(time.rounded(), 1), 60_000)) }

    fileprivate mutating func connectPorts(of bond: Bond, in node: String) {
        if bond.ports.isEmpty { report("a bond without ports carries nothing; expected ports: at least one link", at: bond.source) }
        guard let (mac, mtu) = state.link(bond.name, of: node).flatMap({ link in link.mac.map { ($0, link.mtu) } }) else { return }
        for port in bond.ports {
            connect(port, to: bond.name, of: node, at: bond.source) { link in
                link.mac == nil || link.ports != nil ? "a port is an Ethernet link, and no bridge or bond itself" : nil
            }
            guard let link = state.link(port, of: node), link.master == bond.name else { continue }
            if link.setsMTU, link.mtu != mtu {
                report("\(port) has the MTU \(link.mtu) and \(bond.name) \(mtu); a bond gives its ports its own", at: bond.source)
            }
            // The kernel gives a port the bond's address and MTU for as long as it is one.
            _ = state.update(node) {
                $0[link: port]?.mac = mac
                $0[link: port]?.mtu = mtu
            }
        }
    }

    fileprivate mutating func resolveTargets(of bond: Bond, in node: String) {
        guard let arp = bond.arp, var link = state.link(bond.name, of: node), link.source == bond.source,
            case .request(.bond(var request)) = link.origin
        else { return }
        if !(1...16).contains(arp.targets.count) { report("a bond asks for 1 to 16 neighbours", at: bond.source) }
        var known: Set<IPAddress> = []
        request.arpTargets = arp.targets.compactMap { target in
            guard let address = address(target, .ipv4, at: bond.source) else { return nil }
            if address.family == .ipv4 {
                if !known.insert(address).inserted { report("\(address) is asked for already; once is enough", at: bond.source) }
                return address
            }
            report("\(address) is an IPv6 address; ARP asks for IPv4 addresses", at: bond.source)
            return nil
        }
        link.origin = .request(.bond(request))
        _ = state.update(node) { $0[link: bond.name] = link }
    }
}
