import Addresses
import CNetlink
import Warren

@testable import Netlink
@testable import Planning

/// Samples of every kind of object that a node has. A kind that is not here fails the tests.
enum ObjectSamples {
    private static let (one, two, three) = (IPAddress("10.0.0.1")!, IPAddress("10.0.0.2")!, IPAddress("10.0.0.3")!)
    private static let mac = MACAddress("02:00:00:00:00:01")!

    static let all: [any AnyObjectSample] = [
        address, route, balanced, routeByNexthop, nexthop, nexthopGroup, neighbour, forwarding, rule, ruleOfAFamily, peer,
        vlan, impairment, limit, queue, fairQueue, hashedQueue, bands, queueClass, filter, filterOfAFamily,
    ]

    private static func list<Object>(_ object: Object?) -> [Object] { object.map { [$0] } ?? [] }

    static let address = ObjectSample(
        object: AddressEntry(
            link: "eth0", address: Prefix("10.0.0.1/24")!, peer: two, scope: .link, noDAD: true,
            broadcast: IPAddress("10.0.0.255")!),
        changes: [
            "address": { $0.address = Prefix("10.0.0.9/24")! }, "peer": { $0.peer = three },
            "broadcast": { $0.broadcast = three },
            "link": { $0.link = "eth1" }, "scope": { $0.scope = .global }, "nodad": { $0.noDAD = false },
            "lifetime": { $0.lifetime = 60 },
        ], unasked: ["nodad", "lifetime"], unsaid: ["lifetime"], unrecorded: ["nodad"], unsent: ["lifetime"],
        decode: { list(AddressEntry(payload: $0, names: $1)) })

    static let route = ObjectSample(
        object: RouteEntry(
            destination: Prefix("192.168.0.0/16")!, via: one, device: "eth0", onlink: true, scope: .link, source: two,
            metric: 100,
            table: 1000, proto: 80, mtu: 1400),
        changes: [
            "type": { $0.type = .blackhole }, "destination": { $0.destination = Prefix("192.168.0.0/17")! },
            "via": { $0.via = two },
            "device": { $0.device = "eth1" }, "scope": { $0.scope = .global }, "source": { $0.source = three },
            "metric": { $0.metric = 101 },
            "mtu": { $0.mtu = 1401 }, "onlink": { $0.onlink = false }, "table": { $0.table = 254 },
            "proto": { $0.proto = 12 },
        ], unasked: ["proto"], unsaid: ["proto"],
        // A route of several ways leads by each of them: the next hop and the link are one question.
        together: ["device": ["device", "via"]], decode: { list(RouteEntry(payload: $0, names: $1)) })

    static let balanced = ObjectSample(
        object: RouteEntry(
            destination: Prefix("192.168.0.0/16")!, scope: .global,
            hops: [
                NextHop(via: one, device: "eth0", weight: 2),
                NextHop(via: IPAddress("fe80::1")!, device: "eth1", onlink: true),
            ]),
        changes: ["hops": { $0.hops[1].weight = 3 }], decode: { list(RouteEntry(payload: $0, names: $1)) })

    static let routeByNexthop = ObjectSample(
        object: RouteEntry(destination: Prefix("192.168.0.0/16")!, scope: .global, nexthop: 10),
        changes: ["nexthop": { $0.nexthop = 11 }], decode: { list(RouteEntry(payload: $0, names: $1)) })

    static let nexthop = ObjectSample(
        object: NexthopEntry(id: 1, via: one, device: "eth0", onlink: true, proto: 80),
        changes: [
            "id": { $0.id = 2 }, "via": { $0.via = two }, "device": { $0.device = "eth1" },
            "onlink": { $0.onlink = false }, "isBlackhole": { $0.isBlackhole = true }, "proto": { $0.proto = 12 },
        ], unasked: ["proto"], unsaid: ["proto"], switches: ["isBlackhole"], decode: { list(NexthopEntry(payload: $0, names: $1)) })

    static let nexthopGroup = ObjectSample(
        object: NexthopEntry(
            id: 10, members: [.init(id: 1, weight: 3), .init(id: 2)],
            resilience: .init(buckets: 128, idleTimer: 60, unbalancedTimer: 300)),
        changes: [
            "members": { $0.members[0].weight = 256 }, "resilience": { $0.resilience?.unbalancedTimer = 301 },
        ], decode: { list(NexthopEntry(payload: $0, names: $1)) })

    static let neighbour = ObjectSample(
        object: NeighbourEntry(link: "eth0", address: one, mac: mac),
        changes: [
            "address": { $0.address = two }, "link": { $0.link = "eth1" }, "mac": { $0.mac = .broadcast },
            "state": { $0.state = .reachable },
            "isProxy": { $0.isProxy = true },
        ], switches: ["isProxy"], decode: { list(NeighbourEntry(payload: $0, names: $1)) })

    static let forwarding = ObjectSample(
        object: ForwardingEntry(link: "eth0", mac: mac, destination: one, vni: 7, port: 4789, via: "eth1"),
        changes: [
            "mac": { $0.mac = .zero }, "link": { $0.link = "eth1" }, "destination": { $0.destination = two },
            "port": { $0.port = 4790 },
            "vni": { $0.vni = 8 }, "via": { $0.via = "eth0" }, "isSelf": { $0.isSelf = false },
            "isMaster": { $0.isMaster = true },
            "state": { $0.state = .dynamic }, "isExternallyLearned": { $0.isExternallyLearned = true },
        ], unasked: ["isSelf", "isMaster", "isExternallyLearned"], unsaid: ["isSelf"], unsent: ["isExternallyLearned"],
        decode: { list(ForwardingEntry(payload: $0, names: $1)) })

    static let rule = ObjectSample(
        object: RuleEntry(
            family: .ipv4, priority: 100, from: Prefix("10.1.0.0/16")!, to: Prefix("10.2.0.7/32")!, mark: 64,
            inputLink: "eth0", table: 1000),
        changes: [
            "from": { $0.from = nil }, "to": { $0.to = Prefix("10.2.0.8/32")! }, "mark": { $0.mark = 65 },
            "inputLink": { $0.inputLink = "eth1" },
            "table": { $0.table = 100 }, "priority": { $0.priority = 101 }, "inverted": { $0.isInverted = true },
            "tos": { $0.tos = 8 }, "action": { $0.action = 7 }, "proto": { $0.proto = 12 },
            "conditions": { $0.conditions = [RuleCondition(attribute: 22, payload: [6])] },
        ], unasked: ["proto"], unsaid: ["proto"], switches: ["inverted"], decode: { payload, _ in list(RuleEntry(payload: payload)) })

    static let ruleOfAFamily = ObjectSample(
        object: RuleEntry(family: .ipv4, priority: 100, table: 100), changes: ["family": { $0.family = .ipv6 }],
        // Said in front: `ip -6 rule`.
        unsaid: ["family"], decode: { payload, _ in list(RuleEntry(payload: payload)) })

    static let keys = (1...3).map { WireGuardKey(bytes: [UInt8](repeating: $0, count: 32))! }

    static let peer = ObjectSample(
        object: PlannedPeer(
            link: "eth0", key: .known(keys[0]), endpoint: .init(address: one, port: 51820),
            allowedIPs: [Prefix("10.7.0.0/16")!], keepalive: 25),
        changes: [
            "link": { $0.link = "eth1" }, "publicKey": { $0.key = .known(keys[1]) },
            "endpoint": { $0.endpoint?.port = 51821 },
            "allowedIPs": { $0.allowedIPs = [Prefix("10.7.0.0/17")!, Prefix("fd00::/64")!] },
            "keepalive": { $0.keepalive = 26 },
        ],
        decode: { payload, _ in
            // Behind the `genlmsghdr`. The device's name is WGDEVICE_A_IFNAME.
            let attributes = Attributes(UnsafeRawBufferPointer(rebasing: payload[4...]))
            var device = WireGuardDevice()
            device.read(attributes)
            return device.peers.map {
                PlannedPeer(
                    link: attributes.first(2)?.text ?? "", key: .known($0.publicKey), endpoint: $0.endpoint,
                    allowedIPs: $0.allowedIPs,
                    keepalive: $0.keepalive)
            }
        })

    static let vlan = ObjectSample(
        object: BridgeVLANEntry(link: "eth0", id: 10, isPVID: true, isUntagged: true, isOfBridge: true),
        changes: [
            "link": { $0.link = "eth1" }, "id": { $0.id = 11 }, "pvid": { $0.isPVID = false },
            "untagged": { $0.isUntagged = false },
            "isOfBridge": { $0.isOfBridge = false },
        ],
        // The kernel's messages tell it by the link's master, which a request does not name.
        unsent: ["isOfBridge"], decode: { BridgeVLANEntry.entries(payload: $0, names: $1) })

    // Shares that the kernel's fractions of 2³² - 1 hold without a rest.
    static let impairment = ObjectSample(
        object: Impairment(
            link: "eth0", delay: 50_000_000, jitter: 1_500_000, loss: 0.2, duplicate: 0.4, reorder: 0.6,
            rate: 1_000_000, limit: 77),
        changes: [
            "link": { $0.link = "eth1" }, "limit": { $0.limit = 78 }, "delay": { $0.delay += 1 },
            "jitter": { $0.jitter += 1 },
            "loss": { $0.loss = 0.8 }, "duplicate": { $0.duplicate = 0.8 }, "reorder": { $0.reorder = 0.8 },
            "rate": { $0.rate = 8_000_000 },
        ], decode: { list(Impairment(payload: $0, names: $1)) })

    static let limit = ObjectSample(
        object: TokenBucket(link: "eth0", rate: 8_000_000, burst: 4096, limit: 54096),
        changes: [
            "link": { $0.link = "eth1" }, "isBelowImpairment": { $0.isBelowImpairment = true },
            "rate": { $0.rate = 16_000_000 },
            "burst": { $0.burst = 8192 }, "limit": { $0.limit = 60000 },
        ], switches: ["isBelowImpairment"], derived: ["latency"], decode: { list(TokenBucket(payload: $0, names: $1)) })

    private static func queue(_ manner: RootQueue.Manner, other: RootQueue.Manner) -> ObjectSample<RootQueue> {
        ObjectSample(
            object: RootQueue(link: "eth0", manner: manner),
            changes: ["link": { $0.link = "eth1" }, "manner": { $0.manner = other }],
            decode: { list(RootQueue(payload: $0, names: $1)) })
    }

    static let queue = queue(.htb(otherwise: 10), other: .htb(otherwise: 20))
    static let fairQueue = queue(
        .fqCodel(target: 5000, interval: 100_000, limit: 1000, flows: 64, quantum: 1514, ecn: true),
        other: .fqCodel(target: 5000, interval: 100_000, limit: 1000, flows: 64, quantum: 1514, ecn: false))
    static let hashedQueue = queue(.sfq(perturb: 10, limit: 64), other: .sfq(perturb: 10, limit: 65))
    static let bands = queue(.prio(bands: 4), other: .prio(bands: 5))

    static let queueClass = ObjectSample(
        // A rate at which 64 ns are a byte.
        object: QueueClassEntry(
            link: "eth0", number: 10, parent: 1, rate: 125_000_000, ceiling: 250_000_000, burst: 4096, priority: 1),
        changes: [
            "link": { $0.link = "eth1" }, "number": { $0.number = 11 }, "parent": { $0.parent = 0 },
            "rate": { ($0.rate, $0.burst) = (250_000_000, 4096) }, "ceiling": { $0.ceiling = 40_000_000_000 },
            "burst": { $0.burst = 8192 }, "priority": { $0.priority = 2 },
        ],
        decode: { payload, names in
            guard let header = payload.fixed(as: tcmsg.self) else { return [] }
            return list(QueueClassEntry(payload: payload, link: names.name(of: header.tcm_ifindex)))
        })

    private static func filters(_ payload: UnsafeRawBufferPointer, _ names: LinkTable) -> [QueueFilterEntry] {
        guard let header = payload.fixed(as: tcmsg.self) else { return [] }
        return list(QueueFilterEntry(payload: payload, link: names.name(of: header.tcm_ifindex)))
    }

    static let filter = ObjectSample(
        object: QueueFilterEntry(
            link: "eth0", priority: 1, family: .ipv4, from: Prefix("10.1.0.0/16")!, to: Prefix("10.2.0.7/32")!, carried: 6,
            sourcePort: 1024, destinationPort: 80, target: 10),
        changes: [
            "link": { $0.link = "eth1" }, "priority": { $0.priority = 2 }, "from": { $0.from = nil },
            "to": { $0.to = Prefix("10.2.0.0/20")! }, "protocol": { $0.carried = 17 }, "sourcePort": { $0.sourcePort = nil },
            "destinationPort": { $0.destinationPort = 81 }, "target": { $0.target = 11 },
        ], decode: filters)

    static let filterOfAFamily = ObjectSample(
        object: QueueFilterEntry(link: "eth0", priority: 1, family: .ipv6, to: Prefix("fd00:1::/40")!, carried: 17, target: 10),
        changes: [
            "family": { ($0.family, $0.to) = (.ipv4, nil) }, "to": { $0.to = Prefix("fd00:1:200::/70")! },
        ], together: ["family": ["family", "to"]], decode: filters)
}
