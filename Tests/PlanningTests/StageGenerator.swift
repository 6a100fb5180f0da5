import Planning
import Warren

/// SplitMix64: the same numbers from the same seed.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}

/// Makes stages at random, which together change whatever a lab can change.
struct StageGenerator {
    var random: Seeded
    private let red = Namespace("red")

    init(seed: UInt64) { random = Seeded(state: seed) }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private mutating func pick<Value>(_ values: [Value]) -> Value { values.randomElement(using: &random)! }

    /// Any link, and often the same, so that entries meet each other and what happens to their link.
    private mutating func place(_ links: [String]) -> String { chance(60) ? "eth0" : pick(links) }

    /// So many stages that planning accepts, in a lab.
    mutating func lab(stages count: Int) -> Lab {
        var stages: [Stage] = []
        var attempts = 0
        while stages.count < count {
            attempts += 1
            precondition(attempts < count * 200, "hardly any stage is accepted")
            let stage = Stage("stage \(stages.count)") { elements() }
            if faults(lab([stage])).isEmpty { stages.append(stage) }
        }
        return lab(stages)
    }

    private func lab(_ stages: [Stage]) -> Lab {
        Lab("random") { red; for stage in stages { stage } }
    }

    /// A lab of a base and stages upon it. Some are refused.
    mutating func layeredLab(stages count: Int) -> Lab {
        var base = elements()
        while !faults(Lab("random") { red; base }).isEmpty { base = elements() }
        var stages: [Stage] = []
        for number in 0..<count {
            var stage = Stage("stage \(number)") { change() }
            for _ in 0..<3 where !faults(Lab("random") { red; base; stage }).isEmpty { stage.elements = change() }
            stages.append(stage)
        }
        return Lab("random") { red; base; Ping(from: host2, to: host1); for stage in stages { stage } }
    }

    /// What a stage may add to a base.
    private mutating func change() -> [Element] {
        var elements: [Element] = []
        if chance(30) { elements += host1 { parts(chance(50) ? ["lo", "eth0"] : ["lo", "eth0", "veth-pod-a"]) }.lowered }
        if chance(20) { elements += host2 { Route("172.21.0.0/16", via: host1) }.lowered }
        if chance(30) { elements += host1 { change("eth0") }.lowered }
        if chance(20) { elements += Pod("pod-b", "192.168.11.10/24", on: chance(90) ? host2 : Host("host3")).lowered }
        if chance(20) { elements += host1 { Route("default", via: host2) }.lowered }
        if chance(10) { elements += Veth(red["eth7"], host2["red7"]).lowered }
        if chance(10) { elements += Namespace("blue").lowered + Namespace("blue") { Dummy("dummy0") }.lowered }
        if chance(50) { elements += Ping(from: host1, to: host2).lowered }
        return elements
    }

    private mutating func elements() -> [Element] {
        var elements = Segment("underlay", gateway: chance(80) ? "10.57.4.1" : nil, mtu: chance(20) ? 1400 : nil) { host1; host2 }.lowered
        var links = ["lo", "eth0"]
        if chance(60) {
            let style: Pod.Style = chance(50) ? .proxyARP() : .pointToPoint(gateway: "192.168.10.1")
            elements += Pod("pod-a", "192.168.10.10/24", on: host1, style: style).lowered
            links.append("veth-pod-a")
        }
        if chance(50) {
            let mtu = chance(30) ? 1300 : nil
            elements += (chance(50) ? Veth(red["eth0"], host1["red"], mtu: mtu) : Veth(host1["red"], red["eth0"], mtu: mtu)).lowered
            links.append("red")
            if chance(50) { elements += red { Vxlan("vxlan9", id: 9, dev: "eth0"); Address("10.9.9.1/24", dev: "vxlan9") }.lowered }
        }
        if chance(50) { elements += wireguard() }
        return elements + host1 { parts(links) }.lowered
    }

    /// A tunnel between the hosts, either of which may be made anew.
    private mutating func wireguard() -> [Element] {
        let allowed = pick(["10.20.0.0/24", "10.21.0.0/24"])
        var elements = host1 { Wireguard("wg0", port: pick([1, 2])) }.lowered + host2 { Wireguard("wg0", port: pick([3, 4])) }.lowered
        if chance(80) {
            let keepalive = chance(40) ? 25 : nil
            elements += host1 { WireguardPeer(host2["wg0"], dev: "wg0", endpoint: host2, allowedIPs: [allowed], keepalive: keepalive) }.lowered
        }
        if chance(80) { elements += host2 { WireguardPeer(host1["wg0"], dev: "wg0", allowedIPs: [allowed]) }.lowered }
        return elements
    }

    private mutating func parts(_ known: [String]) -> [NodeElement] {
        var links = known
        var parts: [NodeElement] = []
        if chance(50) {
            let ports = links.contains("red") && chance(60) ? ["red"] : []
            let keepsApart = chance(50)
            parts += Bridge("br0", ports: ports, ageing: chance(30) ? 60 : nil, hairpin: chance(40), vlanFiltering: keepsApart).lowered
            if keepsApart, chance(60) { parts += BridgePort("br0", tagged: [pick([10, 20])]).lowered }
            if keepsApart, !ports.isEmpty, chance(80) {
                parts += BridgePort("red", tagged: chance(50) ? [10] : [10, 20], untagged: chance(50) ? 30 : nil).lowered
            }
            links.append("br0")
        }
        if chance(60) {
            let dev = pick(links.filter { $0 != "lo" })
            let group: String? = chance(40) ? pick(["239.1.1.1", "239.1.1.2"]) : nil
            parts += Vxlan("vxlan0", id: pick([1, 2]), group: group, dev: dev, mtu: chance(20) ? 1200 : nil, ageing: chance(20) ? 60 : nil, chance(50) ? .learning : .nolearning).lowered
            links.append("vxlan0")
            if chance(30) {
                parts += Vxlan("vxlan1", id: 3, dev: "vxlan0").lowered
                links.append("vxlan1")
            }
        }
        if chance(40) {
            parts += Vlan("vlan7", id: pick([7, 8]), on: "eth0").lowered
            links.append("vlan7")
        }
        if chance(50) {
            parts += IPIP("tun0", ttl: pick([32, 64])).lowered
            links.append("tun0")
        }
        for link in links where chance(30) { parts += change(link).lowered }
        return parts + entries(links)
    }

    private mutating func change(_ name: String) -> Link {
        let hasMAC = name != "lo" && name != "tun0"
        return Link(name, mtu: chance(30) ? 1280 : nil, mac: hasMAC && chance(40) ? "02:00:00:00:00:07" : nil, chance(40) ? .down : nil)
    }

    /// Next hops, a group of them, and routes by either.
    private mutating func nexthops(_ links: [String]) -> [NodeElement] {
        var parts: [NodeElement] = []
        var ids: [Int] = []
        for id in 1...3 where chance(60) {
            parts += (chance(20) ? Nexthop(id, .blackhole) : Nexthop(id, dev: place(links))).lowered
            ids.append(id)
        }
        let members = ids.filter { $0 != 3 }.map { Nexthop.Member($0, weight: pick([1, 2])) }
        if !members.isEmpty, chance(60) {
            parts += Nexthop(10, group: members, resilient: chance(30) ? .buckets(pick([32, 64])) : nil).lowered
            ids.append(10)
        }
        for (destination, metric) in [("172.22.0.0/16", 5), ("172.23.0.0/16", nil)] where !ids.isEmpty && chance(60) {
            parts += Route(destination, nexthop: pick(ids), metric: metric).lowered
        }
        return parts
    }

    private mutating func queue(_ link: String) -> [NodeElement] {
        let isNested = chance(50), first = pick([8, 9]), second = pick([1, 2]), port = pick([80, 81])
        var content: [QueuePart] = [
            .class(QueueClass(10, rate: .megabits(first))), .class(QueueClass(20, rate: .megabits(second), in: isNested ? 10 : nil)),
        ]
        if chance(50) { content.append(.class(QueueClass(30, rate: .megabits(1), in: chance(50) ? 20 : nil))) }
        if chance(60) { content.append(.filter(QueueFilter(.tcp, toPort: port, class: 20))) }
        if chance(30) { content.append(.filter(QueueFilter(from: "10.8.0.0/16", class: 10))) }
        let parts = content
        return Queue(link, .htb(otherwise: pick([10, 20]))) { parts }.lowered
    }

    private mutating func entries(_ links: [String]) -> [NodeElement] {
        var parts: [NodeElement] = []
        var addresses: [String] = []
        for address in ["10.8.0.1/24", "10.8.0.2/24", "10.8.0.3/24", "10.9.0.1/32", "fd00::1/64", "fd00::2/64"].shuffled(using: &random) where chance(60) {
            parts += Address(address, dev: place(links)).lowered
            addresses.append(String(address.prefix { $0 != "/" }))
        }
        for destination in ["172.16.0.0/16", "172.17.0.0/16", "fd01::/64"] where chance(50) {
            let source = chance(40) ? addresses.first { $0.contains(":") == destination.contains(":") } : nil
            parts += Route(destination, dev: place(links), src: source, metric: chance(20) ? 7 : nil).lowered
        }
        if chance(30) { parts += Route("172.18.0.0/16", via: "10.8.0.9", dev: place(links), .onlink).lowered }
        if chance(30) { parts += Route("172.19.0.0/16", via: host2).lowered }
        if chance(30) { parts += Route("172.20.0.0/16", .blackhole).lowered }
        for address in ["10.8.0.9", "fd00::9"] where chance(60) {
            parts += Neighbour(address, mac: pick([.broadcast, "02:00:00:00:00:09"]), dev: place(links)).lowered
        }
        if links.contains("vxlan0") {
            for destination in ["10.57.4.21", "10.57.4.22", "239.1.1.1"] where chance(40) { parts += Forwarding(.allZero, dst: destination, dev: "vxlan0").lowered }
            if chance(40) { parts += Forwarding("02:00:00:00:00:09", dst: pick(["10.57.4.21", "10.57.4.22"]), dev: "vxlan0").lowered }
        }
        for priority in [7, 8] where chance(40) {
            parts += Rule(from: pick(["10.8.0.0/16", "10.9.0.0/16"]), table: pick([100, 1000]), priority: priority, iif: chance(30) ? pick(links) : nil).lowered
        }
        if chance(60) { parts += nexthops(links) }
        for link in ["eth0", "veth-pod-a", "vxlan0"] where links.contains(link) {
            if chance(30) {
                parts += queue(link)
                continue
            }
            if chance(30) { parts += Limit(link, rate: .megabits(pick([8, 16])), burst: 5000, latency: .milliseconds(50)).lowered }
            if chance(30) { parts += Impair(link, delay: .milliseconds(pick([5, 6])), loss: chance(30) ? .percent(1) : nil).lowered }
        }
        if chance(30) { parts += Sysctl("net.ipv4.conf.all.rp_filter", pick([1, 2])).lowered }
        if chance(30) { parts += Sysctl("net.ipv4.ip_forward", 0).lowered }
        if chance(40) { parts += Sysctl("net.ipv4.conf.\(pick(links)).rp_filter", pick([1, 2])).lowered }
        if chance(40) { parts += Firewall(.forward) { Drop(.udp(to: pick([1, 2])), iif: pick(links)) }.lowered }
        return parts
    }
}
