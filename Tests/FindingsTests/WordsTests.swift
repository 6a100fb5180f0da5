import Addresses
import Findings
import Testing
import Warren

/// What is made of findings for a reader.
struct WordsTests {
    /// The finding's line, and below it each detail.
    private func words(
        _ subject: any SubjectKind, _ evidence: [any EvidenceKind] = [], _ verdict: Finding.Verdict = .failed
    ) -> [String] {
        let finding = Finding(verdict, subject, evidence, in: "red", at: Sample.source)
        let line = finding.title + (finding.measure.isEmpty ? "" : "   \(finding.measure)")
        return [line] + finding.details.map { "\($0.label): \($0.lines.joined(separator: "|"))" }
    }

    private func answers(_ replies: Int, _ refusals: [PingAnswers.Refusal] = [], unanswered: Int = 0) -> PingAnswers {
        PingAnswers(replies: replies, median: replies > 0 ? .microseconds(340) : nil, refusals: refusals, unanswered: unanswered)
    }

    private let refusal = PingAnswers.Refusal(.netUnreachable, by: Sample.router, count: 1)
    private let ownRefusal = PingAnswers.Refusal(.netUnreachable, by: nil, count: 1)

    @Test func `a ping that holds`() {
        #expect(words(Sample.ping(), [answers(1)], .held) == ["red reaches blue   0.34 ms"])
        #expect(words(Sample.ping(count: 2), [answers(2)], .held) == ["red reaches blue   2 of 2, 0.34 ms"])
        #expect(words(Sample.ping(.fails), [answers(0, unanswered: 1)], .held) == ["red does not reach blue   no answer"])
        #expect(
            words(Sample.ping(.fails), [answers(0, [refusal])], .held) == ["red does not reach blue   net unreachable, says 10.9.0.254"])
        #expect(words(Sample.ping(.fails), [answers(0, [ownRefusal])], .held) == ["red does not reach blue   net unreachable"])
        let refused = Sample.ping(.refused(.netUnreachable))
        #expect(words(refused, [answers(0, [refusal])], .held) == ["red cannot reach blue: net unreachable   says 10.9.0.254"])
        #expect(words(refused, [answers(0, [ownRefusal])], .held) == ["red cannot reach blue: net unreachable   says red itself"])
        #expect(
            words(Sample.ping(.loses(least: 8, most: 32.5), count: 100), [answers(80, unanswered: 20)], .held)
                == ["red loses 8 to 32.5 % of 100 to blue   80 of 100, 0.34 ms"])
    }

    @Test func `a ping that fails`() {
        #expect(
            words(Sample.ping(unusual: true), [answers(0, unanswered: 1)]) == [
                "red reaches blue with 1400 bytes unfragmented by IPv4 with a TTL of 3   0 of 1",
                "expected: a reply from 10.9.0.2", "got: no answer to 1 of 1 within 100 ms",
            ])
        #expect(
            words(Sample.ping(count: 3), [answers(1, [refusal], unanswered: 1)]) == [
                "red reaches blue   1 of 3, 0.34 ms", "expected: 3 replies from 10.9.0.2",
                "got: a reply, \"net unreachable\" from 10.9.0.254, no answer to 1 of 3 within 100 ms",
            ])
        #expect(
            words(Sample.ping(.refused(.timeExceeded)), [answers(0, [ownRefusal])]) == [
                "red cannot reach blue: time exceeded   0 of 1", "expected: time exceeded",
                "got: \"net unreachable\" from red's own kernel",
            ])
        #expect(words(Sample.ping(.fails), [answers(1)]) == [
            "red does not reach blue   0.34 ms", "expected: no reply from 10.9.0.2", "got: a reply",
        ])
        #expect(words(Sample.ping(.loses(least: 8, most: 32)), [answers(2)])[1...] == [
            "expected: 68 to 92 replies of a hundred from 10.9.0.2", "got: 2 replies",
        ])
        #expect(words(Sample.ping(roundTrip: Sample.bounds), [answers(1)]) == [
            "red reaches blue in 50 to 90 ms   0.34 ms",
            "expected: a reply from 10.9.0.2, half of them within 90.0 ms and half not before 50.0 ms",
            "got: a reply, 0.34 ms in the median",
        ])
    }

    // MARK: Connections

    private func answers(_ all: (ConnectionAnswers.Answer, Bool, Int)..., answered: Int = 0) -> ConnectionAnswers {
        ConnectionAnswers(
            answered: answered, median: answered > 0 ? .milliseconds(2) : nil,
            groups: all.map { .init($0.0, isExpected: $0.1, count: $0.2) })
    }

    @Test(arguments: [
        (Sample.connection(), "red connects to tcp 7 of blue", "a connection to tcp 7 of 10.9.0.2"),
        (Sample.connection(.answered, .bytes(.udp, sends: "?", expects: nil)), "red is answered by udp 7 of blue", "a datagram from udp 7 of 10.9.0.2"),
        (Sample.connection(.answered, .bytes(.tcp, sends: "a", expects: "a")), "red hears \"a\" back from tcp 7 of blue", "\"a\""),
        (Sample.connection(.answered, .bytes(.tcp, sends: "a", expects: "b")), "red hears \"b\" from tcp 7 of blue", "\"b\""),
        (Sample.connection(.answered, Sample.get, port: 80), "red gets http://blue/: \"page\\n\"", "status 200 and \"page\\n\""),
        (Sample.connection(.answered, .get(path: "/x", host: "h", status: 404, body: nil), to: "fd00::2", port: 81), "red gets http://[fd00::2]:81/x: status 404", "status 404"),
        (Sample.connection(.refused), "red is refused by tcp 7 of blue", "to be refused by tcp 7 of 10.9.0.2"),
        (Sample.connection(.fails), "red does not connect to tcp 7 of blue", "no answer from tcp 7 of 10.9.0.2"),
        (Sample.connection(.fails, .bytes(.udp, sends: "", expects: nil)), "red is not answered by udp 7 of blue", "no answer from udp 7 of 10.9.0.2"),
        (Sample.connection(.fails, Sample.get), "red does not get http://blue:7/", "no answer from tcp 7 of 10.9.0.2"),
        (Sample.connection(.failsWith(.netUnreachable)), "red cannot reach tcp 7 of blue: net unreachable", "net unreachable"),
    ])
    func `what is asked of a connection`(_ subject: ConnectionSubject, _ name: String, _ expected: String) {
        #expect(subject.name == name && subject.expected == expected)
    }

    @Test func `a connection that holds`() {
        #expect(words(Sample.connection(), [answers((.reply([]), true, 1), answered: 1)], .held)[0].hasSuffix("   2.00 ms"))
        #expect(words(Sample.connection(count: 3), [answers((.reply([]), true, 3), answered: 3)], .held)[0].hasSuffix("   3 of 3, 2.00 ms"))
        #expect(words(Sample.connection(.refused), [answers((.reset, true, 1))], .held)[0].hasSuffix("   refused: nothing listens there"))
        #expect(words(Sample.connection(.fails), [answers((.silence, true, 1))], .held)[0].hasSuffix("   no answer within 1.00 s"))
        let failing = Sample.connection(.failsWith(.netUnreachable))
        for (by, words) in [(Sample.router, "says 10.9.0.254"), (nil, "says red itself")] {
            let answers = answers((.refused(error: .netUnreachable, by: by), true, 1))
            #expect(self.words(failing, [answers], .held)[0].hasSuffix("   \(words)"))
        }
    }

    @Test(arguments: [
        (.reply(Array("x".utf8)), "a connection"), (.reset, "refused: nothing listens there"),
        (.refused(error: .prohibited, by: Sample.blue), "communication prohibited, says 10.9.0.2"),
        (.refused(error: .prohibited, by: nil), "communication prohibited, says red's own kernel"),
        (.silence, "no answer within 1.00 s"), (.brokenOff, "the connection was reset before the answer was whole"),
        (.incomplete, "connected, but the answer was not whole within 1.00 s"),
        (.closed, "the connection was closed without an answer"), (.notHTTP(received: "x\n"), "what came is no HTTP: \"x\\n\""),
        (.tooLong(limit: 9), "the answer is longer than 9 bytes"), (.reply([0x78], status: 404), "status 404 and \"x\""),
    ] as [(ConnectionAnswers.Answer, String)])
    func `what came of a connection`(_ answer: ConnectionAnswers.Answer, _ got: String) {
        #expect(words(Sample.connection(), [answers((answer, false, 1))]).last == "got: \(got)")
    }

    @Test func `answers are told with how often they came, and what was expected is left out`() {
        let told = words(
            Sample.connection(.answered, .bytes(.tcp, sends: "", expects: "hello"), count: 5),
            [answers((.reply(Array("hello".utf8)), true, 2), (.reply([]), false, 1), (.reset, false, 2), answered: 3)])
        #expect(told == [
            "red hears \"hello\" from tcp 7 of blue   3 of 5, 2.00 ms", "expected: \"hello\"",
            "got: nothing before the connection's end   (1 of 5)|refused: nothing listens there   (2 of 5)",
        ])
    }

    @Test func `whom the servers saw`() {
        let seen = Visits([.init(Sample.blue, at: "tcp 80 of blue", count: 2)])
        #expect(words(Sample.visitors, [seen], .held) == ["the server sees red as red   10.9.0.2 at tcp 80 of blue"])
        #expect(words(Sample.visitors, [seen]) == [
            "the server sees red as red", "expected: 10.9.0.1 or fd00::1", "saw: 10.9.0.2 at tcp 80 of blue",
        ])
        #expect(words(Sample.visitors, [Visits([])]).last == "saw: nobody at any of the lab's servers")
        let crowd = Visits((1...9).map { .init(Sample.blue, at: "tcp \($0) of blue", count: 1) })
        #expect(words(Sample.visitors, [crowd]).last?.split(separator: "|").count == 6)
    }

    // MARK: Programs and tables

    @Test func `a program`() {
        let name = "red runs `sh -c 'echo hello'`"
        let end = CommandEnd(status: 3, time: .milliseconds(5), lines: ["hello", "again"])
        #expect(words(Sample.command(), [end], .held) == ["\(name)   5.00 ms"])
        #expect(words(Sample.command(printed: "bye"), [end]) == [
            "\(name): \"bye\"", "expected: status 0 and \"bye\" in what it prints", "got: status 3", "printed: hello|again",
        ])
        #expect(words(Sample.command(.exits(2)), [CommandEnd()]) == [
            "\(name), which ends with status 2", "expected: status 2", "got: no end within 10.00 s", "printed: nothing",
        ])
        #expect(words(Sample.command(.fails), [CommandEnd(status: 0, time: .zero)])[...1] == [
            "\(name), which fails", "expected: another status than 0",
        ])
        #expect(words(Sample.command(), [CommandEnd(missing: "no sh here")], .skipped("no sh here")) == ["\(name)   no sh here"])
    }

    @Test func `an entry of a table`() {
        let entries = TableEntries([TableEntry(kind: "route", words: "a"), TableEntry(kind: "route", words: "b")])
        #expect(words(Sample.entry(), [], .held) == ["red has route default via 10.9.0.2"])
        #expect(words(Sample.entry(), [entries, LearningOff(Sample.eth0)]) == [
            "red has route default via 10.9.0.2", "expected: route default via 10.9.0.2 within 1.00 s", "has: a|b",
            "but: eth0 does not learn: learning is off",
        ])
        #expect(words(Sample.entry(isPresent: false, within: .zero), [TableEntries([])]) == [
            "red has no route default via 10.9.0.2", "expected: no route default via 10.9.0.2", "has: nothing of the kind",
        ])
    }

    // MARK: Packets

    @Test func `a packet that is to be seen`() {
        let seen = PacketsSeen(matching: 3, first: Sample.packet)
        let subject = PacketSubject(Sample.sighting(.seen))
        let pattern = "IPv4 to blue / ICMP echo request"
        #expect(subject.name == "on blue:eth0: \(pattern)")
        #expect(words(subject, [seen], .held) == ["on blue:eth0  IP 1 > 2: ICMP echo request   3 packets"])
        #expect(words(subject, [], .skipped("why")) == ["on blue:eth0  \(pattern)"])
        #expect(words(subject, [PacketsSeen(matching: 0, first: nil, others: PacketGroups([], more: 0))]) == [
            "on blue:eth0  \(pattern)", "saw: nothing",
        ])
        let none = PacketSubject(Sample.sighting(.seen, times: 0))
        #expect(words(none, [PacketsSeen(matching: 0, first: nil)], .held) == ["on blue:eth0  no packet like \(pattern)"])
        let some = PacketsSeen(matching: 4, first: Sample.packet, others: Sample.groups)
        let saw = "saw: IP 1 > 2: ICMP echo request   (3 packets)|IP 1 > 2: ICMP echo request|… and 2 more kinds of packet"
        #expect(words(PacketSubject(Sample.sighting(.seen, times: 1)), [some]) == ["on blue:eth0  \(pattern)", "expected: 1 packet", saw])
        let noted = PacketSubject(Sample.sighting(.seen, note: "a note"))
        #expect(noted.name == "on blue:eth0: a note" && words(noted, [seen], .held)[0].hasPrefix("on blue:eth0  a note"))
        #expect(words(noted, [some]) == ["on blue:eth0  a note", "expected: \(pattern)", saw])
    }

    @Test func `a packet that is not to be seen`() {
        let subject = PacketSubject(Sample.sighting(.notSeen)), noted = PacketSubject(Sample.sighting(.notSeen, note: "a note"))
        let title = "on blue:eth0  no packet like IPv4 to blue / ICMP echo request"
        let none = PacketsSeen(matching: 0, first: nil)
        let some = PacketsSeen(matching: 1, first: Sample.packet, others: PacketGroups([.init(Sample.packet, count: 1)], more: 0))
        #expect(words(subject, [none], .held) == [title] && words(subject, [], .skipped("why")) == [title])
        #expect(words(subject, [some]) == [title, "saw: IP 1 > 2: ICMP echo request"])
        #expect(words(noted, [some]) == [
            "on blue:eth0  a note", "expected: no IPv4 to blue / ICMP echo request", "saw: IP 1 > 2: ICMP echo request",
        ])
    }

    @Test func `packets in order`() {
        let subject = PacketOrderSubject(Sample.sighting(.seenInOrder, packets: 2))
        #expect(words(subject, [OrderSeen(found: 2)], .held) == ["in order on blue:eth0, red:eth0   2 in order"])
        #expect(PacketOrderSubject(Sample.sighting(.seenInOrder, note: "a note", packets: 2)).name == "a note")
        let missing = OrderSeen(found: 1, others: PacketGroups([], more: 0), isEarly: true)
        #expect(words(subject, [missing]) == [
            "in order on blue:eth0, red:eth0", "missing: 2 of 2, on red:eth0:  the same", "saw: nothing",
            "but: such a packet passed red:eth0 only before the one expected ahead of it",
        ])
    }

    @Test func `the nearest packet`() {
        func differs(_ differences: [NearestMiss.Difference], after: String? = "Ethernet", isInTunnel: Bool = false) -> String? {
            NearestMiss(
                Sample.packet, matchedLayers: 1, layer: "IPv4", after: after, isInTunnel: isInTunnel, differences: differences
            ).details.last?.lines.first
        }
        let mac = NearestMiss.Value("\(Sample.mac)", link: Sample.eth0)
        #expect(differs([.init("ttl", expected: [.init("63")], saw: .init("64")), .init("source", expected: [mac, .init("02:…")], saw: mac)])
            == "IPv4 ttl: expected 63, saw 64; IPv4 source: expected blue:eth0 or 02:…, saw blue:eth0")
        #expect(differs([.init("mtu", expected: [], saw: nil)]) == "IPv4 mtu: expected no address, saw none")
        #expect(differs([]) == "no IPv4 layer after Ethernet")
        #expect(differs([], after: nil, isInTunnel: true) == "no IPv4 layer except within a tunnel")
    }

    // MARK: What explains a failure

    @Test func `a way`() {
        let line = "red would route 10.9.0.2 via 10.9.0.254 dev eth0, neighbour 02:00:00:00:00:01 REACHABLE, fdb 02:00:00:00:00:01 dst 10.9.0.2"
        #expect(Sample.way().details == [.init("the way", [line, "red:eth1 is down", "blue has 10.9.0.2"])])
        #expect(Sample.way(isBack: true).details.map(\.label) == ["the way back"])
        let small = Way(to: Sample.blue, length: 1501, hops: [
            .init("red", route: .init(via: nil, link: "eth0", mtu: 1500), neighbour: .init(nil, state: "failed")), .init("blue"),
        ])
        #expect(small.details[0].lines == [
            "red would route 10.9.0.2 dev eth0 (mtu 1500), neighbour FAILED", "blue has no route to 10.9.0.2",
        ])
        #expect(Way(to: Sample.blue, length: 1500, hops: [.init("red", route: .init(via: nil, link: "eth0", mtu: 1500))]).details[0].lines == [
            "red would route 10.9.0.2 dev eth0"
        ])
    }

    @Test func `why a way ends`() {
        #expect(Sample.faults.map(\.description) == [
            "no node has 10.9.0.2", "blue does not answer ARP requests for 10.9.0.2 on eth0: net.ipv4.conf.eth0.proxy_arp is 0",
            "blue:eth0 has no forwarding entry for 02:00:00:00:00:01 (10.9.0.2), and none for unknown addresses",
            "blue does not listen for VNI 100 on UDP port 4789: its vxlan0 has VNI 101 on port 8472 and is down",
        ])
        #expect(Way.Fault.noForwarding(link: Sample.eth0, address: Sample.blue, mac: nil).description
            == "blue:eth0 has no forwarding entry for 10.9.0.2, whose MAC address is not known, and none for unknown addresses")
        #expect(Way.Fault.noTunnel(node: "blue", vni: 1, port: 2, devices: []).description
            == "blue does not listen for VNI 1 on UDP port 2: it has no vxlan device")
        #expect(Sample.way(.noOwner(address: Sample.blue)).details[0].lines.last == "no node has 10.9.0.2")
    }

    @Test func `what explains a failure follows what came, and is no part of its gist`() {
        let output = ProgramOutput(node: "blue", program: "bird", lines: ["ready"], status: 1)
        let finding = Finding(.failed, Sample.ping(), [answers(0, unanswered: 1), Sample.way(), output], in: "red", at: Sample.source)
        #expect(finding.details.map(\.label) == ["expected", "got", "the way", "bird of blue"])
        #expect(finding.details.last?.lines == ["ready", "ended with status 1"])
        #expect(finding.gist == "expected a reply from 10.9.0.2, got no answer to 1 of 1 within 100 ms")
        #expect(Finding(.skipped("why"), Sample.ping(), in: "red", at: Sample.source).gist == "why")
        #expect(Finding(.failed, PacketSubject(Sample.sighting(.seen)), [Sample.way()], in: "red", at: Sample.source).gist
            == "on blue:eth0  IPv4 to blue / ICMP echo request")
        let lines = finding.explanation().map { $0.label + $0.gap + $0.line }
        #expect(lines.first == "expected       a reply from 10.9.0.2" && lines.last == "               ended with status 1")
    }
}
