import Addresses
import CNetlink
import Testing

@testable import Netlink

/// What a request says of a link stands in the same attributes in which the kernel tells of it (rtnetlink(7)). So what was
/// written is read as the kernel's answer, also for kinds that this kernel has no driver for.
@Suite("What was asked for is read back as it was asked for")
struct ReadBackTests {
    private struct Below: Names {
        func index(of link: String) throws(NetlinkError) -> Int32 { 3 }
        func descriptor(ofNamespace node: String) throws(NetlinkError) -> Int32 { throw NetlinkError(operation: "test", errno: 2) }
    }

    private static let names = {
        var names = LinkTable()
        names.set(3, "eth0")
        names.set(4, "eth1")
        return names
    }()

    /// The link of a request as if the kernel had told of it.
    static func readBack(_ kind: LinkKind) throws -> LinkState {
        let request = LinkRequest(name: "x", kind: kind, mac: MACAddress("02:00:00:00:00:01")!, mtu: 1400)
        let bytes = try encoded { batch throws(NetlinkError) in try batch.createLink(request, index: 7, names: names) }
        return try bytes.withUnsafeBytes { bytes in
            try #require(LinkState(payload: UnsafeRawBufferPointer(rebasing: bytes[16...]), names: names))
        }
    }

    private static let (local, remote) = (IPAddress("10.0.0.1")!, IPAddress("10.0.0.2")!)
    private static let (local6, remote6) = (IPAddress("fd00::1")!, IPAddress("fd00::2")!)

    static let kinds: [LinkKind] = [
        .dummy(DummyLink()), .wireguard(WireGuardLink()), .vrf(VRFLink(table: 0x0102_0304)),
        .gre(GRELink(local: local, remote: remote)), .gre(GRELink(local: local, remote: remote, checksum: true)),
        .gre(GRELink(local: local, remote: remote, sequence: true)), .gre(GRELink(remote: remote, key: 0)),
        .gre(GRELink(local: local, remote: remote, key: 0x0102_0304, checksum: true, sequence: true, ttl: 64, tos: 16, device: "eth0")),
        .gre(GRELink(carriesEthernet: true, local: local, remote: remote, key: 7, device: "eth0")),
        .gre(GRELink(local: local6, remote: remote6, ttl: 9, tos: 0x2f)), .gre(GRELink(carriesEthernet: true, remote: remote6, key: 7, ttl: 64, device: "eth0")),
        .geneve(GeneveLink(id: 0x01_0203, remote: remote, port: 0x1234, ttl: 5, tos: 1)), .geneve(GeneveLink(id: 100, remote: remote6)),
        .vlan(VLANLink(lower: "eth0", id: 0x0102)), .vlan(VLANLink(lower: "eth0", id: 4094, tag: .dot1ad)),
        .ipvlan(IPVLANLink(lower: "eth0", mode: .l2)), .ipvlan(IPVLANLink(lower: "eth0", mode: .l3)), .ipvlan(IPVLANLink(lower: "eth0", mode: .l3s)),
    ]

    @Test(arguments: kinds)
    func `a link of each kind`(_ kind: LinkKind) throws {
        let found = try Self.readBack(kind)
        #expect(found.name == "x" && found.index == 7 && found.mtu == 1400 && found.kind == kind.name)
        #expect(found.data == kind)
    }

    @Test func `a link that is as asked for is met by itself and by no other`() {
        for (position, kind) in Self.kinds.enumerated() {
            for (other, found) in Self.kinds.enumerated() { #expect(kind.isMet(by: found) == (position == other), "\(kind) by \(found)") }
        }
    }

    @Test func `what was not asked for may be as the kernel has chosen it, and what was must be so`() {
        let gre = GRELink(remote: Self.remote), geneve = GeneveLink(id: 1, remote: Self.remote)
        func isMet(_ wanted: GRELink, _ change: (inout GRELink) -> Void) -> Bool {
            var found = wanted
            change(&found)
            return LinkKind.gre(wanted).isMet(by: .gre(found))
        }
        #expect(isMet(gre) { $0.local = Self.local } && isMet(gre) { $0.ttl = 64 } && isMet(gre) { $0.device = "eth0" } && isMet(gre) { $0.tos = 0 })
        // Without a key, a checksum or numbers is what was asked for as well.
        #expect(!isMet(gre) { $0.key = 0 } && !isMet(gre) { $0.checksum = true } && !isMet(gre) { $0.sequence = true } && !isMet(gre) { $0.tos = 1 })
        #expect(!isMet(gre) { $0.carriesEthernet = true } && !isMet(gre) { $0.remote = Self.local })
        let whole = GRELink(local: Self.local, remote: Self.remote, key: 1, ttl: 5, device: "eth0")
        #expect(!isMet(whole) { $0.local = nil } && !isMet(whole) { $0.key = 2 } && !isMet(whole) { $0.ttl = 6 } && !isMet(whole) { $0.device = "eth1" })

        func isMet(_ wanted: GeneveLink, _ change: (inout GeneveLink) -> Void) -> Bool {
            var found = wanted
            change(&found)
            return LinkKind.geneve(wanted).isMet(by: .geneve(found))
        }
        #expect(isMet(geneve) { $0.port = 6081 } && isMet(geneve) { $0.ttl = 64 } && isMet(geneve) { $0.tos = 0 })
        #expect(!isMet(geneve) { $0.port = 6082 } && !isMet(geneve) { $0.id = 2 } && !isMet(geneve) { $0.remote = Self.local } && !isMet(geneve) { $0.tos = 1 })
        // The kernel tells no name of a link that is in another namespace.
        #expect(LinkKind.ipvlan(IPVLANLink(lower: "eth0")).isMet(by: .ipvlan(IPVLANLink(lower: ""))))
        #expect(!LinkKind.ipvlan(IPVLANLink(lower: "eth0")).isMet(by: .ipvlan(IPVLANLink(lower: "eth1"))))
        #expect(!LinkKind.vlan(VLANLink(lower: "eth0", id: 1)).isMet(by: .vlan(VLANLink(lower: "eth1", id: 1))))
    }

    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func `a VLAN of a bridge`(isPVID: Bool, isUntagged: Bool) throws {
        let entry = BridgeVLANEntry(link: "if3", id: 0x0102, isPVID: isPVID, isUntagged: isUntagged, isOfBridge: true)
        let bytes = try encoded { batch throws(NetlinkError) in try entry.add(to: &batch, names: Below()) }
        let found = bytes.withUnsafeBytes { BridgeVLANEntry.entries(payload: UnsafeRawBufferPointer(rebasing: $0[16...]), names: LinkTable()) }
        // A message without a master is the bridge's own.
        #expect(found == [entry])
    }

    @Test func `ends of two families are no GRE tunnel`() {
        let error = #expect(throws: NetlinkError.self) { try Self.readBack(.gre(GRELink(local: Self.local, remote: Self.remote6))) }
        #expect(error?.errno == 22 && error?.message?.contains("one family") == true)
    }

    @Test(arguments: [
        Impairment(link: "if3", loss: 1), Impairment(link: "if3", delay: 50_000_000, jitter: 1_500_001, limit: 77),
        Impairment(link: "if3", delay: 3_600_000_000_000, loss: 0.005, duplicate: 0.01, reorder: 0.25, rate: 1_000_000),
        Impairment(link: "if3", rate: 80_000_000_000),
    ])
    func `an impairment`(_ impairment: Impairment) throws {
        let bytes = try encoded { batch throws(NetlinkError) in try impairment.add(to: &batch, names: Below()) }
        let found = try bytes.withUnsafeBytes { try #require(Impairment(payload: UnsafeRawBufferPointer(rebasing: $0[16...]), names: LinkTable())) }
        #expect(impairment.isMet(by: found) && found.isMet(by: impairment), "\(found)")
        // And it is no other: each part counts.
        let changes: [(inout Impairment) -> Void] = [
            { $0.link = "if4" }, { $0.delay += 1 }, { $0.jitter += 1 }, { $0.loss = 0.5 }, { $0.duplicate += 0.1 }, { $0.reorder += 0.1 },
            { $0.rate = 8 }, { $0.limit += 1 },
        ]
        for (number, change) in changes.enumerated() {
            var other = impairment
            change(&other)
            #expect(!other.isMet(by: found), "change \(number)")
        }
    }
}
