import Addresses
import Findings
import Testing
import Warren

/// What explains a failure, as a reader is told of it.
struct WayWordsTests {
    @Test func `a way`() {
        let line =
            "red would route 10.9.0.2 via 10.9.0.254 dev eth0, neighbour 02:00:00:00:00:01 REACHABLE, "
            + "fdb 02:00:00:00:00:01 dst 10.9.0.2"
        #expect(Sample.way().details == [.init("the way", [line, "red:eth1 is down", "blue has 10.9.0.2"])])
        #expect(Sample.way(isBack: true).details.map(\.label) == ["the way back"])
        let small = Way(
            to: Sample.blue, length: 1501,
            hops: [
                .init("red", route: .init(via: nil, link: "eth0", mtu: 1500), neighbour: .init(nil, state: "failed")),
                .init("blue"),
            ])
        #expect(
            small.details[0].lines == [
                "red would route 10.9.0.2 dev eth0 (mtu 1500), neighbour FAILED", "blue has no route to 10.9.0.2",
            ])
        #expect(
            Way(to: Sample.blue, length: 1500, hops: [.init("red", route: .init(via: nil, link: "eth0", mtu: 1500))])
                .details[0].lines == [
                    "red would route 10.9.0.2 dev eth0"
                ])
    }

    @Test func `why a way ends`() {
        #expect(
            Sample.faults.map(\.description) == [
                "no node has 10.9.0.2",
                "blue does not answer ARP requests for 10.9.0.2 on eth0: net.ipv4.conf.eth0.proxy_arp is 0",
                "blue:eth0 has no forwarding entry for 02:00:00:00:00:01 (10.9.0.2), and none for unknown addresses",
                "blue does not listen for VNI 100 on UDP port 4789: its vxlan0 has VNI 101 on port 8472 and is down",
            ])
        #expect(
            Way.Fault.noForwarding(link: Sample.eth0, address: Sample.blue, mac: nil).description
                == "blue:eth0 has no forwarding entry for 10.9.0.2, whose MAC address is not known, "
                + "and none for unknown addresses"
        )
        #expect(
            Way.Fault.noTunnel(node: "blue", vni: 1, port: 2, devices: []).description
                == "blue does not listen for VNI 1 on UDP port 2: it has no vxlan device")
        #expect(Sample.way(.noOwner(address: Sample.blue)).details[0].lines.last == "no node has 10.9.0.2")
    }

    @Test func `what explains a failure follows what came, and is no part of its gist`() {
        let silence = PingAnswers(replies: 0, median: nil, refusals: [], unanswered: 1)
        let output = ProgramOutput(node: "blue", program: "bird", lines: ["ready"], status: 1)
        let finding = Finding(
            .failed, Sample.ping(), [silence, Sample.way(), output], in: "red", at: Sample.source)
        #expect(finding.details.map(\.label) == ["expected", "got", "the way", "bird of blue"])
        #expect(finding.details.last?.lines == ["ready", "ended with status 1"])
        #expect(finding.gist == "expected a reply from 10.9.0.2, got no answer to 1 of 1 within 100 ms")
        #expect(Finding(.skipped("why"), Sample.ping(), in: "red", at: Sample.source).gist == "why")
        #expect(
            Finding(.failed, PacketSubject(Sample.sighting(.seen)), [Sample.way()], in: "red", at: Sample.source).gist
                == "on blue:eth0  IPv4 to blue / ICMP echo request")
        let lines = finding.explanation().map { $0.label + $0.gap + $0.line }
        #expect(
            lines.first == "expected       a reply from 10.9.0.2" && lines.last == "               ended with status 1")
    }
}
