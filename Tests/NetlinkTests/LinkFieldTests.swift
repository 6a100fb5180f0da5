import Addresses
import Testing

@testable import Netlink

@Suite("Each kind of link is described whole by its table of fields")
struct LinkFieldTests {
    private static let (one, two, three) = (IPAddress("10.0.0.1")!, IPAddress("10.0.0.2")!, IPAddress("10.0.0.3")!)

    private static let samples: [any AnyLinkSample] = [
        LinkSample(parameters: VethLink(peerName: "y"), isRead: false), LinkSample(parameters: DummyLink()),
        LinkSample(
            parameters: WireGuardLink(
                listenPort: 1, privateKey: WireGuardKey(bytes: [UInt8](repeating: 1, count: 32))!),
            changes: ["listenPort": { $0.listenPort = nil }, "privateKey": { $0.privateKey = nil }],
            unasked: ["listenPort", "privateKey"],
            unsaid: ["listenPort", "privateKey"], unrecorded: ["listenPort", "privateKey"], isRead: false),
        LinkSample(
            parameters: BridgeLink(ageing: 20, stp: true, multicastSnooping: true, vlanFiltering: true),
            changes: [
                "ageing": { $0.ageing = 21 }, "stp": { $0.stp = false },
                "multicastSnooping": { $0.multicastSnooping = false },
                "vlanFiltering": { $0.vlanFiltering = nil },
            ]),
        LinkSample(
            parameters: VxlanLink(
                id: 7, port: 4789, local: one, remote: two, device: "eth0", learning: true, ageing: 60, ttl: 9),
            changes: [
                "id": { $0.id = 8 }, "port": { $0.port = 4790 }, "local": { $0.local = three },
                "remote": { $0.remote = three },
                "device": { $0.device = "eth1" }, "learning": { $0.learning = false }, "ageing": { $0.ageing = 61 },
                "ttl": { $0.ttl = 10 },
            ]),
        LinkSample(
            parameters: VxlanLink(id: 7, group: IPAddress("239.1.1.1")!, device: "eth0"),
            changes: ["group": { $0.group = IPAddress("239.1.1.2")! }]),
        LinkSample(
            parameters: IPIPLink(local: one, remote: two, ttl: 9, pathMTUDiscovery: true, device: "eth0"),
            changes: [
                "local": { $0.local = three }, "remote": { $0.remote = three }, "device": { $0.device = "eth1" },
                "ttl": { $0.ttl = 10 },
                "pmtudisc": { $0.pathMTUDiscovery = false },
            ],
            // A relay has neither.
            unasked: ["device", "pmtudisc"]),
        LinkSample(
            parameters: GRELink(
                local: one, remote: two, key: 7, checksum: true, sequence: true, ttl: 9, tos: 16, device: "eth0"),
            changes: [
                "local": { $0.local = three }, "remote": { $0.remote = three }, "device": { $0.device = "eth1" },
                "key": { $0.key = 0 },
                "checksum": { $0.checksum = false }, "sequence": { $0.sequence = false }, "ttl": { $0.ttl = 10 },
                "tos": { $0.tos = 32 },
            ]),
        LinkSample(
            parameters: GRELink(local: IPAddress("fd00::1")!, remote: IPAddress("fd00::2")!, ttl: 9, tos: 16),
            // The attribute that the type of service has over IPv6.
            changes: ["flowInformation": { $0.tos = 32 }], unrecorded: ["flowInformation"]),
        LinkSample(
            parameters: GeneveLink(id: 7, remote: two, port: 6082, ttl: 9, tos: 16),
            changes: [
                "id": { $0.id = 8 }, "remote": { $0.remote = three }, "port": { $0.port = 6083 },
                "ttl": { $0.ttl = 10 }, "tos": { $0.tos = 32 },
            ]),
        LinkSample(
            parameters: GeneveLink(id: 7, remote: IPAddress("fd00::2")!),
            changes: ["remote": { $0.remote = IPAddress("fd00::3")! }]),
        LinkSample(
            parameters: MacvlanLink(lower: "eth0", mode: .bridge),
            changes: ["device": { $0.lower = "eth1" }, "mode": { $0.mode = .vepa }],
            unsaid: ["device"]),
        LinkSample(
            parameters: IPVLANLink(lower: "eth0", mode: .l2),
            changes: ["device": { $0.lower = "eth1" }, "mode": { $0.mode = .l3s }],
            unsaid: ["device"]),
        LinkSample(
            parameters: VLANLink(lower: "eth0", id: 7, tag: .dot1ad),
            changes: ["device": { $0.lower = "eth1" }, "id": { $0.id = 8 }, "tag": { $0.tag = .dot1Q }],
            unsaid: ["device"]),
        LinkSample(parameters: VRFLink(table: 1000), changes: ["table": { $0.table = 1001 }]),
        LinkSample(
            parameters: BondLink(
                mode: .lacp, monitoring: 100, upDelay: 200, downDelay: 300, arpInterval: 400, arpTargets: [one, two],
                hashPolicy: .layer34, isFast: true),
            changes: [
                "mode": { $0.mode = .balanceXOR }, "monitoring": { $0.monitoring = 50 }, "upDelay": { $0.upDelay = 100 },
                "downDelay": { $0.downDelay = nil }, "arpInterval": { $0.arpInterval = 401 },
                "arpTargets": { $0.arpTargets = [one, three] }, "hashPolicy": { $0.hashPolicy = .layer23 },
                "isFast": { $0.isFast = false },
            ]),
        LinkSample(
            parameters: BondLink(mode: .activeBackup, primary: "eth0"), changes: ["primary": { $0.primary = "eth1" }],
            // Told once it is a port, by another request.
            unsaid: ["primary"], isRead: false),
    ]

    @Test func `every kind has samples, in which every field has a value and another`() {
        func names<Parameters: LinkParameters>(_ kind: Parameters.Type) -> Set<String> {
            Set(kind.fields.fields.map(\.name))
        }
        for kind in LinkKind.types {
            let samples = Self.samples.filter { $0.kind == kind }
            #expect(!samples.isEmpty, "\(kind)")
            #expect(samples.reduce(into: Set()) { $0.formUnion($1.fields) } == names(kind), "\(kind)")
        }
    }

    @Test func `each field is sent and read back, compared, said and written down`() throws {
        for sample in Self.samples { try sample.check() }
    }

    @Test func `a field that is left open is met by anything, and said by nothing`() {
        let open = VxlanLink(id: 7),
            closed = VxlanLink(
                id: 7, port: 8472, local: Self.one, remote: Self.two, device: "eth0", learning: false, ageing: 60,
                ttl: 9)
        #expect(open.isMet(by: closed) && !closed.isMet(by: open))
        #expect(open.arguments == ["id", "7", "dstport", "0"])
        #expect(Set(open.record.members.map(\.name)) == ["id"])
    }

    @Test func `what a reader is told leaves out what is as nobody asked for`() {
        #expect(LinkKind.bridge(BridgeLink(ageing: 300, stp: false, multicastSnooping: true)).tellingWords == [])
        #expect(
            LinkKind.bridge(BridgeLink(ageing: 20, stp: true, multicastSnooping: false)).tellingWords
                == ["ageing_time", "2000", "stp_state", "1", "mcast_snooping", "0"])
        #expect(
            LinkKind.vxlan(VxlanLink(id: 7, port: 4789, learning: true, ageing: 300, ttl: nil)).tellingWords == [
                "id", "7", "dstport", "4789",
            ])
        #expect(
            LinkKind.vxlan(VxlanLink(id: 7, port: 4789, learning: false, ageing: 60)).tellingWords
                == ["id", "7", "dstport", "4789", "nolearning", "ageing", "60"])
    }

    @Test func `a vxlan device is changed in what the kernel changes, and in nothing else`() {
        let old = VxlanLink(id: 7, port: 4789, local: Self.one, remote: Self.two, device: "eth0")
        func fields(_ change: (inout VxlanLink) -> Void) -> [String]? {
            var new = old
            change(&new)
            return LinkParametersChange(from: .vxlan(old), to: .vxlan(new))?.fields
        }
        #expect(fields { _ in } == [])
        #expect(
            fields { ($0.local, $0.ttl, $0.learning, $0.ageing) = (nil, 9, false, 60) } == [
                "local", "ttl", "learning", "ageing",
            ])
        #expect(fields { ($0.remote, $0.group) = (nil, IPAddress("239.1.1.1")!) } == ["group"])
        // As it is where nobody asks.
        #expect(fields { ($0.ttl, $0.learning, $0.ageing) = (0, true, 300) } == [])
        #expect(fields { $0.id = 8 } == nil && fields { $0.port = 4790 } == nil && fields { $0.device = "eth1" } == nil)
        #expect(fields { ($0.local, $0.remote) = (IPAddress("fd00::1")!, IPAddress("fd00::2")!) } == nil)
        #expect(LinkParametersChange(from: .vxlan(old), to: .bridge(BridgeLink())) == nil)
        // Two kinds to the kernel.
        #expect(
            LinkParametersChange(
                from: .gre(GRELink(remote: Self.two)), to: .gre(GRELink(carriesEthernet: true, remote: Self.two)))
                == nil)
        #expect(LinkParametersChange(from: .bridge(BridgeLink()), to: .bridge(BridgeLink(ageing: 5))) == nil)
        #expect(
            LinkParametersChange(from: .vxlan(old), to: .vxlan(VxlanLink(id: 7, port: 4789, device: "eth0")))?.arguments
                == ["local", "0.0.0.0", "remote", "0.0.0.0"])
    }
}
