import Addresses
import Findings
import Packets
import Testing
import Warren

@testable import Capturing
@testable import Planning
@testable import Runtime

/// What was captured, against what was to be seen.
struct SightingJudgeTests {
    private let near = LinkReference(node: "red", link: "eth0"), far = LinkReference(node: "blue", link: "eth0")
    private let red = IPAddress("10.0.0.1")!, blue = IPAddress("10.0.0.2")!
    private let source = SourceLocation(file: "lab.swift", line: 3)

    private func echo(
        _ link: LinkReference, seq: UInt16 = 1, ttl: UInt8 = 64, isReply: Bool = false,
        to mac: String = "02:00:00:00:00:02"
    ) -> CapturedPacket {
        let (from, to) = isReply ? (blue, red) : (red, blue)
        let icmp: [UInt8] = [isReply ? 0 : 8, 0, 0, 0, 0, 7, UInt8(seq >> 8), UInt8(seq & 0xff)]
        let ip: [UInt8] = [0x45, 0, 0, 28, 0, 0, 0, 0, ttl, 1, 0, 0] + from.bytes + to.bytes
        let ethernet = MACAddress(mac)!.bytes + MACAddress("02:00:00:00:00:01")!.bytes + [0x08, 0x00]
        return CapturedPacket(link: link, frame: Frame(bytes: ethernet + ip + icmp, timestamp: UInt64(seq) * 1000))
    }

    private let request = PacketPattern([.icmp(ICMPPattern(.echoRequest))])
    private let reply = PacketPattern([.icmp(ICMPPattern(.echoReply))])

    private func judge(
        _ kind: Sighting.Kind, _ patterns: [(LinkReference, PacketPattern)], times: Int? = nil,
        _ packets: [CapturedPacket],
        names: LinkNames = LinkNames(NetworkState())
    ) -> Findings.Finding {
        let sights = patterns.map { SightingCheck.Resolved(link: $0.0, pattern: $0.1, words: "\($0.1)") }
        let check = SightingCheck(kind: kind, sights: sights, times: times, note: "", source: source)
        return SightingJudge(packets: packets, names: names).judge(check)
    }

    @Test func `one such packet on the link is enough, and one on another is none`() {
        let held = judge(.seen, [(far, request)], [echo(near), echo(far, seq: 2), echo(far, seq: 3)])
        #expect(held.verdict == .held && held.node == "blue" && held.source == source)
        #expect(held.evidence == [Evidence(PacketsSeen(matching: 2, first: SeenPacket(echo(far, seq: 2))))])
        let failed = judge(.seen, [(far, request)], [echo(near)])
        #expect(failed.verdict == .failed)
        #expect(failed.evidence == [Evidence(PacketsSeen(matching: 0, first: nil, others: PacketGroups([], more: 0)))])
    }

    @Test func `a number of packets is that number`() {
        let two = [echo(far), echo(far, seq: 2)]
        #expect(judge(.seen, [(far, request)], times: 2, two).verdict == .held)
        #expect(judge(.seen, [(far, request)], times: 1, two).verdict == .failed)
        #expect(judge(.seen, [(far, request)], times: 3, two).verdict == .failed)
        #expect(judge(.seen, [(far, reply)], times: 0, two).verdict == .held)
        // Those that are like it, and not what else passed.
        let others = judge(.seen, [(far, request)], times: 1, two + [echo(far, isReply: true)]).evidence(
            PacketsSeen.self)?.others
        #expect(others == PacketGroups([.init(SeenPacket(echo(far)), count: 2)], more: 0))
    }

    @Test func `what is not to be seen is told with those that were`() {
        #expect(judge(.notSeen, [(far, reply)], [echo(far), echo(near, isReply: true)]).verdict == .held)
        let failed = judge(.notSeen, [(far, reply)], [echo(far), echo(far, isReply: true)])
        #expect(failed.verdict == .failed && failed.evidence(NearestMiss.self) == nil)
        #expect(
            failed.evidence(PacketsSeen.self)
                == PacketsSeen(
                    matching: 1, first: SeenPacket(echo(far, isReply: true)),
                    others: PacketGroups([.init(SeenPacket(echo(far, isReply: true)), count: 1)], more: 0)))
    }

    @Test func `packets must come in their order, and the first that is missing is told`() {
        let packets = [echo(near), echo(far), echo(far, isReply: true), echo(near, isReply: true)]
        let all = [(near, request), (far, request), (far, reply), (near, reply)]
        let held = judge(.seenInOrder, all, packets)
        #expect(held.verdict == .held && held.evidence == [Evidence(OrderSeen(found: 4))] && held.node == "red")
        let missing = judge(.seenInOrder, all, Array(packets.prefix(2)))
        #expect(missing.verdict == .failed && missing.node == "blue")
        #expect(
            missing.evidence(OrderSeen.self)
                == OrderSeen(found: 2, others: PacketGroups([.init(SeenPacket(echo(far)), count: 1)], more: 0)))
        // One packet does not stand for two.
        #expect(
            judge(.seenInOrder, [(near, request), (near, request)], [echo(near)]).evidence(OrderSeen.self)?.found == 1)
    }

    @Test func `a packet that came too early is told so, and has no nearest one`() {
        let early = judge(.seenInOrder, [(far, reply), (far, request)], [echo(far), echo(far, isReply: true)])
        #expect(
            early.verdict == .failed && early.evidence(OrderSeen.self)?.isEarly == true
                && early.evidence(NearestMiss.self) == nil)
        let never = judge(.seenInOrder, [(far, request), (far, reply)], [echo(far)])
        #expect(never.evidence(OrderSeen.self)?.isEarly == false && never.evidence(NearestMiss.self) != nil)
    }

    @Test func `packets that differ in their sequence numbers only are one group, and six groups are told`() {
        let same = PacketGroups([echo(far, seq: 1), echo(far, isReply: true), echo(far, seq: 2), echo(far, seq: 3)])
        #expect(
            same.groups.map(\.count) == [3, 1] && same.groups[0].packet == SeenPacket(echo(far, seq: 1))
                && same.more == 0)
        // Each in its own tunnel, so to speak: another address makes another kind.
        let many = PacketGroups(
            (1...9).map { number in
                var packet = echo(far)
                packet.frame.bytes[29] = UInt8(number)
                return CapturedPacket(link: far, frame: packet.frame)
            })
        #expect(many.groups.count == 6 && many.more == 3)
    }

    @Test func `the nearest packet is the one with most layers right, and its differences are fields`() throws {
        let wanted = PacketPattern([
            .ethernet(EthernetPattern(destination: [MACAddress("02:00:00:00:00:09")!])), .ipv4(IPv4Pattern(ttl: 63)),
            .icmp(ICMPPattern(.echoReply)),
        ])
        let miss = try #require(
            judge(.seen, [(far, wanted)], [echo(far), echo(far, ttl: 63, isReply: true)]).evidence(NearestMiss.self))
        #expect(miss.packet == SeenPacket(echo(far, ttl: 63, isReply: true)))
        #expect(miss.matchedLayers == 0 && miss.layer == "Ethernet" && miss.after == nil && !miss.isInTunnel)
        #expect(
            miss.differences == [
                .init("destination", expected: [.init("02:00:00:00:00:09")], saw: .init("02:00:00:00:00:02"))
            ])
        let ttl = PacketPattern([
            .ethernet(EthernetPattern()), .ipv4(IPv4Pattern(ttl: 63)), .icmp(ICMPPattern(.echoRequest)),
        ])
        let other = try #require(judge(.seen, [(far, ttl)], [echo(far)]).evidence(NearestMiss.self))
        #expect(other.matchedLayers == 1 && other.layer == "IPv4" && other.after == "Ethernet")
        #expect(other.differences == [.init("ttl", expected: [.init("63")], saw: .init("64"))])
    }

    @Test func `a MAC address is told as the link that alone has it`() throws {
        let (red, blue) = (Namespace("red"), Namespace("blue"))
        let lab = Lab("pair") {
            red; blue; Veth(red["eth0"], blue["eth0"]); Veth(red["eth1"], blue["eth1"])
        }
        var state = try Plan(lab).stages[0].state
        let mac = try #require(state["blue"]?[link: "eth0"]?.mac),
            other = try #require(state["red"]?[link: "eth1"]?.mac)
        _ = state.update("blue") { $0[link: "eth1"]?.mac = other }
        let names = LinkNames(state)
        #expect(names[mac] == far && names[other] == nil && names[MACAddress("02:00:00:00:00:99")!] == nil)

        let wanted = PacketPattern([.ethernet(EthernetPattern(destination: [mac, other]))])
        let miss = try #require(judge(.seen, [(far, wanted)], [echo(far)], names: names).evidence(NearestMiss.self))
        #expect(
            miss.differences == [
                .init(
                    "destination", expected: [.init("\(mac)", link: far), .init("\(other)")],
                    saw: .init("02:00:00:00:00:02"))
            ])
    }

    @Test func `a packet that has nothing of what was looked for is no help`() {
        let unlike = PacketPattern([.udp(UDPPattern(destinationPort: 3)), .vxlan(VXLANPattern(vni: 3))])
        #expect(judge(.seen, [(far, unlike)], [echo(far)]).evidence(NearestMiss.self) == nil)
    }
}
