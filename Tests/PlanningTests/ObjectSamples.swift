import Addresses
import Warren

@testable import Netlink
@testable import Planning

/// Samples of every kind of object that a node has. A kind that is not here fails the tests.
enum ObjectSamples {
    private static let (one, two, three) = (IPAddress("10.0.0.1")!, IPAddress("10.0.0.2")!, IPAddress("10.0.0.3")!)
    private static let mac = MACAddress("02:00:00:00:00:01")!

    static let all: [any AnyObjectSample] = [
        address, route, balanced, neighbour, forwarding, rule, ruleOfAFamily, peer, vlan, impairment, limit,
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
            "table": { $0.table = 100 }, "priority": { $0.priority = 101 },
        ], decode: { payload, _ in list(RuleEntry(payload: payload)) })

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
}
