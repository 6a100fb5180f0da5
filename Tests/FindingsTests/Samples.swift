import Addresses
import Findings
import Packets
import Warren

@testable import Planning

/// One of each kind at least, with every field that there is.
enum Sample {
    static let source = SourceLocation(file: "labs/pair.swift", line: 12)
    static let blue = IPAddress("10.9.0.2")!, router = IPAddress("10.9.0.254")!
    static let mac = MACAddress("02:00:00:00:00:01")!
    static let eth0 = LinkReference(node: "blue", link: "eth0")

    /// 50 to 90 ms.
    static let bounds = Ping(from: Namespace("red"), to: "10.9.0.2").takes(.milliseconds(50) ... .milliseconds(90))
        .roundTrip

    // MARK: Subjects

    static func ping(
        _ outcome: Ping.Outcome = .reaches, count: Int = 1, roundTrip: Ping.RoundTrip? = nil, unusual: Bool = false
    ) -> PingSubject {
        PingSubject(
            PingCheck(
                node: "red", target: "blue", destination: blue, count: count, size: unusual ? 1400 : 56,
                dontFragment: unusual,
                interval: .zero, ttl: unusual ? 3 : nil, timeout: .milliseconds(100), outcome: outcome,
                roundTrip: roundTrip,
                sightings: [], family: unusual ? .ipv4 : nil, source: source))
    }

    static func connection(
        _ outcome: ConnectionOutcome = .answered,
        _ exchange: ConnectionCheck.Exchange = .bytes(.tcp, sends: "", expects: nil),
        to target: String = "blue", port: UInt16 = 7, count: Int = 1
    ) -> ConnectionSubject {
        ConnectionSubject(connectionCheck(outcome, exchange, to: target, port: port, count: count))
    }

    private static func connectionCheck(
        _ outcome: ConnectionOutcome, _ exchange: ConnectionCheck.Exchange, to target: String, port: UInt16, count: Int
    ) -> ConnectionCheck {
        ConnectionCheck(
            node: "red", target: target, destination: blue, port: port, exchange: exchange, count: count,
            timeout: .seconds(1),
            outcome: outcome, seenAs: nil, seenAsWords: "red", sightings: [], source: source)
    }

    static let get = ConnectionCheck.Exchange.get(path: "/", host: "blue", status: 200, body: "page\n")

    static let visitors = SourceSubject(
        connectionCheck(.answered, get, to: "blue", port: 80, count: 1),
        seenAs: [IPAddress("10.9.0.1")!, IPAddress("fd00::1")!])

    static func command(_ outcome: Warren.Command.Outcome = .exits(0), printed: String? = nil) -> CommandSubject {
        CommandSubject(
            CommandCheck(
                node: "red", process: PlannedProcess(arguments: ["sh", "-c", "echo hello"]), deadline: .seconds(10),
                outcome: outcome,
                printed: printed, sightings: [], source: source))
    }

    static func entry(isPresent: Bool = true, within: Duration = .seconds(1)) -> EntrySubject {
        EntrySubject(
            node: "red", entry: TableEntry(kind: "route", words: "default via 10.9.0.2"), isPresent: isPresent,
            within: within)
    }

    static func sighting(_ kind: Sighting.Kind, times: Int? = nil, note: String = "", packets: Int = 1) -> SightingCheck
    {
        let pattern = PacketPattern([
            .ipv4(IPv4Pattern(destination: [Prefix(blue, length: 32)])), .icmp(ICMPPattern(.echoRequest)),
        ])
        let sight = SightingCheck.Resolved(link: eth0, pattern: pattern, words: "IPv4 to blue / ICMP echo request")
        let last = SightingCheck.Resolved(
            link: LinkReference(node: "red", link: "eth0"), pattern: pattern, words: "the same")
        return SightingCheck(
            kind: kind, sights: [sight] + (packets > 1 ? [last] : []), times: times, note: note, source: source)
    }

    static let subjects: [any SubjectKind] = [
        ping(unusual: true), ping(.fails), ping(.refused(.fragmentationNeeded(mtu: 1400))),
        ping(.loses(least: 8, most: 32)),
        ping(roundTrip: bounds), connection(), connection(.refused), connection(.fails),
        connection(.failsWith(.netUnreachable)), connection(.answered, .bytes(.udp, sends: "a", expects: "b")),
        connection(.answered, get), visitors, command(printed: "hello"), command(.fails), entry(),
        PacketSubject(sighting(.seen, times: 2)), PacketOrderSubject(sighting(.seenInOrder, packets: 2)),
    ]

    // MARK: Evidence

    static let packet = SeenPacket(
        on: eth0, time: 1_796_066_875_348_844, length: 98, layers: ["Ethernet", "IPv4", "ICMP"],
        summary: "IP 1 > 2: ICMP echo request")
    static let groups = PacketGroups([.init(packet, count: 3), .init(packet, count: 1)], more: 2)

    static let faults: [Way.Fault] = [
        .noOwner(address: blue), .noProxy(link: eth0, address: blue, setting: "net.ipv4.conf.eth0.proxy_arp"),
        .noForwarding(link: eth0, address: blue, mac: mac),
        .noTunnel(node: "blue", vni: 100, port: 4789, devices: [.init("vxlan0", vni: 101, port: 8472, isUp: false)]),
    ]

    static func way(_ fault: Way.Fault? = nil, isBack: Bool = false) -> Way {
        Way(
            to: blue, length: 84, isBack: isBack,
            hops: [
                Way.Hop(
                    "red", route: .init(via: router, link: "eth0", mtu: 1500),
                    neighbour: .init(mac, state: "reachable"),
                    forwarding: .init(mac, destination: blue), downLinks: ["eth1"], fault: fault)
            ], end: fault == nil ? "blue" : nil)
    }

    private static let answers: [ConnectionAnswers.Answer] = [
        .reply(Array("page\n".utf8), status: 200), .reset, .refused(error: .portUnreachable, by: blue), .silence,
        .brokenOff,
        .incomplete, .closed, .notHTTP(received: "hello"), .tooLong(limit: 4096),
    ]

    static let evidence: [any EvidenceKind] =
        [
            PingAnswers(
                replies: 1, median: .microseconds(340), refusals: [.init(.timeExceeded, by: router, count: 2)],
                unanswered: 3),
            ConnectionAnswers(
                answered: 1, median: .milliseconds(2), groups: answers.map { .init($0, isExpected: false, count: 1) }),
            Visits([.init(blue, at: "tcp 80 of blue", count: 2)]),
            CommandEnd(status: 0, time: .milliseconds(5), lines: ["hello"], missing: "this machine has no nc"),
            TableEntries([TableEntry(kind: "route", words: "default via 10.9.0.1")]),
            PacketsSeen(matching: 2, first: packet, others: groups), OrderSeen(found: 1, others: groups, isEarly: true),
            NearestMiss(
                packet, matchedLayers: 1, layer: "IPv4", after: "Ethernet", isInTunnel: false,
                differences: [.init("source", expected: [.init("\(mac)", link: eth0)], saw: .init("02:00:00:00:00:02"))]
            ),
            LearningOff(eth0), way(isBack: true),
            ProgramOutput(node: "blue", program: "bird", lines: ["ready"], status: 1),
        ] + faults.map { way($0) }
}
