import Addresses
import Findings
import Testing
import Warren

/// Packets, as a reader is told of them.
struct PacketWordsTests {
    @Test func `a packet that is to be seen`() {
        let seen = PacketsSeen(matching: 3, first: Sample.packet)
        let subject = PacketSubject(Sample.sighting(.seen))
        let pattern = "IPv4 to blue / ICMP echo request"
        #expect(subject.name == "on blue:eth0: \(pattern)")
        #expect(words(subject, [seen], .held) == ["on blue:eth0  IP 1 > 2: ICMP echo request   3 packets"])
        #expect(words(subject, [], .skipped("why")) == ["on blue:eth0  \(pattern)"])
        #expect(
            words(subject, [PacketsSeen(matching: 0, first: nil, others: PacketGroups([], more: 0))]) == [
                "on blue:eth0  \(pattern)", "saw: nothing",
            ])
        let none = PacketSubject(Sample.sighting(.seen, times: 0))
        #expect(
            words(none, [PacketsSeen(matching: 0, first: nil)], .held) == ["on blue:eth0  no packet like \(pattern)"])
        let some = PacketsSeen(matching: 4, first: Sample.packet, others: Sample.groups)
        let saw =
            "saw: IP 1 > 2: ICMP echo request   (3 packets)|IP 1 > 2: ICMP echo request|… and 2 more kinds of packet"
        #expect(
            words(PacketSubject(Sample.sighting(.seen, times: 1)), [some]) == [
                "on blue:eth0  \(pattern)", "expected: 1 packet", saw,
            ])
        let noted = PacketSubject(Sample.sighting(.seen, note: "a note"))
        #expect(
            noted.name == "on blue:eth0: a note" && words(noted, [seen], .held)[0].hasPrefix("on blue:eth0  a note"))
        #expect(words(noted, [some]) == ["on blue:eth0  a note", "expected: \(pattern)", saw])
    }

    @Test func `a packet that is not to be seen`() {
        let subject = PacketSubject(Sample.sighting(.notSeen)),
            noted = PacketSubject(Sample.sighting(.notSeen, note: "a note"))
        let title = "on blue:eth0  no packet like IPv4 to blue / ICMP echo request"
        let none = PacketsSeen(matching: 0, first: nil)
        let some = PacketsSeen(
            matching: 1, first: Sample.packet, others: PacketGroups([.init(Sample.packet, count: 1)], more: 0))
        #expect(words(subject, [none], .held) == [title] && words(subject, [], .skipped("why")) == [title])
        #expect(words(subject, [some]) == [title, "saw: IP 1 > 2: ICMP echo request"])
        #expect(
            words(noted, [some]) == [
                "on blue:eth0  a note", "expected: no IPv4 to blue / ICMP echo request",
                "saw: IP 1 > 2: ICMP echo request",
            ])
    }

    @Test func `packets in order`() {
        let subject = PacketOrderSubject(Sample.sighting(.seenInOrder, packets: 2))
        #expect(words(subject, [OrderSeen(found: 2)], .held) == ["in order on blue:eth0, red:eth0   2 in order"])
        #expect(PacketOrderSubject(Sample.sighting(.seenInOrder, note: "a note", packets: 2)).name == "a note")
        let missing = OrderSeen(found: 1, others: PacketGroups([], more: 0), isEarly: true)
        #expect(
            words(subject, [missing]) == [
                "in order on blue:eth0, red:eth0", "missing: 2 of 2, on red:eth0:  the same", "saw: nothing",
                "but: such a packet passed red:eth0 only before the one expected ahead of it",
            ])
    }

    @Test func `the nearest packet`() {
        func differs(_ differences: [NearestMiss.Difference], after: String? = "Ethernet", isInTunnel: Bool = false)
            -> String?
        {
            NearestMiss(
                Sample.packet, matchedLayers: 1, layer: "IPv4", after: after, isInTunnel: isInTunnel,
                differences: differences
            ).details.last?.lines.first
        }
        let mac = NearestMiss.Value("\(Sample.mac)", link: Sample.eth0)
        #expect(
            differs([
                .init("ttl", expected: [.init("63")], saw: .init("64")),
                .init("source", expected: [mac, .init("02:…")], saw: mac),
            ])
                == "IPv4 ttl: expected 63, saw 64; IPv4 source: expected blue:eth0 or 02:…, saw blue:eth0")
        #expect(differs([.init("mtu", expected: [], saw: nil)]) == "IPv4 mtu: expected no address, saw none")
        #expect(differs([]) == "no IPv4 layer after Ethernet")
        #expect(differs([], after: nil, isInTunnel: true) == "no IPv4 layer except within a tunnel")
    }
}
