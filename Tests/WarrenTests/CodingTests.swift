import Foundation
import Testing
import Warren

@Suite struct CodingTests {
    private let host = Host("host1", "10.57.4.20/24", "fd00::20/64", line: 1)

    /// A lab with every word, pattern layer, outcome and trait.
    private var everything: Lab {
        let red = Namespace("red")
        let pods = [
            Pod("a", "192.168.1.1/24", on: host), Pod("b", on: host, style: .pointToPoint(gateway: "10.1.1.1"), hostLink: "b0"),
            Pod("c", on: host, style: .bridged("br0", gateway: "10.1.1.2")),
        ]
        let layers: Pattern = Ethernet(from: host["eth0"], to: .broadcast) / ARP(.reply, target: host, sender: "10.0.0.1", senderMAC: red)
            / IPv4(from: host, to: "10.0.0.0/8", ttl: 63, protocol: .ipip, dontFragment: true) / IPv6(from: host, hopLimit: 1, protocol: .icmpv6)
            / UDP(from: 1, to: 4789) / TCP(from: 1, to: 2, flags: [.syn, .ack, .fin, .rst, .psh]) / VXLAN(vni: 100)
        let failures: [ICMPFailure] = [.netUnreachable, .hostUnreachable, .protocolUnreachable, .portUnreachable, .prohibited, .fragmentationNeeded(mtu: 1480), .timeExceeded]
        return Lab("everything") {
            Segment("lan", gateway: "10.57.4.1", mtu: 9000) { host; red.attached(as: "eth0", "10.57.4.9/24") }
            for pod in pods { pod }
            Veth(red["v"], host["v"], mtu: 1400)
            host {
                Bridge("br0", ports: ["v"], mtu: 1400, mac: "02:00:00:00:00:01", ageing: 3, hairpin: true)
                Vxlan("vxlan0", id: 1, port: 2, local: host, group: "239.1.1.1", dev: "eth0", mtu: 1300, mac: red, ageing: 4, ttl: 5, .nolearning, .learning)
                IPIP("tun0", local: host, remote: "10.0.0.9", ttl: 6, mtu: 1280)
                Link("eth0", mtu: 1400, mac: red["eth0"], .down); Link("eth0", .up)
                Address("10.0.0.1/24", dev: "eth0")
                Route("default", via: host, dev: "eth0", scope: .global, src: host, metric: 7, .onlink)
                for trait in [Route.Trait.blackhole, .unreachable, .prohibit] { Route("10.0.0.0/8", scope: .host, trait) }
                Neighbour("10.0.0.2", mac: red["eth0"], dev: "eth0")
                Forwarding(.allZero, dst: host, dev: "vxlan0", .permanent); Forwarding(red, dev: "vxlan0", .learned)
                Sysctl("net.ipv4.ip_forward", 1)
                Firewall(.forward, policy: .drop) {
                    Accept(.established, .new, .icmp, .icmp(.echoRequest), .icmpv6(.timeExceeded), from: host, to: "10.0.0.0/8", iif: "eth0", oif: "v", counted: true)
                    Drop(.tcp(from: 1)); Reject(.udp(to: 1, 3...4)).with(.prohibited); Count()
                }
                Dummy("dummy0", mtu: 1400, mac: "02:00:00:00:00:02")
                GRE("gre1", local: host, remote: "10.0.0.9", key: 7, ttl: 8, tos: 9, mtu: 1300, mac: red, .ethernet, .checksum, .sequence)
                Geneve("gnv0", id: 1, remote: host, port: 2, ttl: 3, tos: 4, mtu: 1300, mac: red)
                Vlan("vlan7", id: 7, on: "eth0", tag: .dot1ad, mtu: 1300, mac: red)
                BridgePort("v", tagged: [7, 8], untagged: 9)
                VRF("vrf0", table: 7, links: ["v"])
                Macvlan("macvlan0", on: "eth0", mode: .private, mac: red); IPVlan("ipvlan0", on: red["eth0"], mode: .l3s)
                Wireguard("wg0", port: 1, privateKey: "key", mtu: 1300)
                WireguardPeer(red["wg0"], dev: "wg0", endpoint: red, port: 1, allowedIPs: ["10.0.0.0/8"], keepalive: 2)
                Rule(from: host, to: "10.0.0.0/8", table: 7, priority: 8, mark: 9, iif: "eth0")
                Impair("eth0", .both, delay: .seconds(1), jitter: .seconds(1), loss: .percent(1), duplicate: .percent(2), rate: .bits(8), limit: 9)
                Impair("v", delay: .seconds(1), reorder: .percent(3))
                Limit("eth0", rate: .kilobits(8), burst: 9, latency: .seconds(1))
            }
            Stage("one", "A story with \"quotes\" and ü.") {
                Ping(from: host, to: red, count: 2, size: 3, interval: .milliseconds(4), ttl: 5, timeout: .seconds(6), .dontFragment)
                    .seen(on: host["eth0"], layers, times: 7, "a note").notSeen(on: host["eth0"], ICMP()).seenInOrder(Sight(on: host["eth0"], ICMP(.echoReply)), note: "n").fails()
                for failure in failures { Ping(from: host, to: "10.0.0.1").seen(on: red["eth0"], ICMP(.error(failure))).fails(with: failure) }
                Expect(host, .absent, within: .seconds(2)) { Address("10.0.0.1/24", dev: "eth0") }
                Serve(on: host, .udp, port: 53, reply: "hello"); HTTPServer(on: host)
                Connect(from: host, to: red, port: 53, .udp, send: "?", timeout: .seconds(1)).echoes().seenAs("10.0.0.1").fails(with: .prohibited)
                HTTPGet(from: host, to: red, path: "/a", count: 2).answers(404, body: "no").refused()
                Run(on: host, "sleep", "1", ready: .listening(tcp: 80)); Command(from: host, "true").exits(1, printing: "no")
                Stage("inner") {}
            }
        }
    }

    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }

    @Test func `a lab that is written down and read again is the same lab`() throws {
        let lab = everything
        let copy = try decode(Lab.self, json(lab))
        #expect(copy == lab)
        #expect(try json(copy) == json(lab))
    }

    @Test func `a lab has its format, and no other is read`() throws {
        let text = try json(Lab("lab", file: "x.swift", line: 3) {})
        #expect(text == #"{"base":[],"format":1,"name":"lab","parameters":[],"source":{"file":"x.swift","line":3},"stages":[]}"#)
        let error = try #require(throws: DecodingError.self) { try decode(Lab.self, text.replacing("\"format\":1", with: "\"format\":2")) }
        guard case .dataCorrupted(let context) = error else { Issue.record("\(error)"); return }
        #expect(context.debugDescription == "a lab of format 2; this Warren reads format 1")
        #expect(throws: DecodingError.self) { try decode(Lab.self, text.replacing("\"format\":1,", with: "")) }
    }

    @Test func `an element is an object with one member, its kind`() throws {
        let source = #""source":{"file":"x","line":1}"#
        #expect(try json(Element(Host("h", "10.0.0.1/24", file: "x", line: 1))) == #"{"host":{"addresses":["10.0.0.1/24"],"name":"h",\#(source)}}"#)
        #expect(try json(NodeElement(Address("10.0.0.1/24", dev: "eth0", file: "x", line: 1))) == #"{"address":{"address":"10.0.0.1/24","dev":"eth0",\#(source)}}"#)
        #expect(try json(PatternLayer.udp(UDP(to: 4789))) == #"{"udp":{"to":4789}}"#)
    }

    @Test func `a reference is a text, a node or a link`() throws {
        let shapes: [(Reference, String)] = [
            (.literal("10.0.0.1"), #""10.0.0.1""#), (.node("host1"), #"{"node":"host1"}"#),
            (.link(LinkReference(node: "host1", link: "eth0")), #"{"link":{"link":"eth0","node":"host1"}}"#),
        ]
        for (reference, text) in shapes {
            #expect(try json(reference) == text)
            #expect(try decode(Reference.self, text) == reference)
        }
    }

    @Test(arguments: [(#"{"router":{}}"#, #"found "router""#), ("{}", "found none"), (#"{"host":{},"pod":{}}"#, #"found "host", "pod""#), (#"{"host":{},"router":{}}"#, #"found "host", "router""#)])
    func `unknown kinds and several kinds at once are refused`(text: String, found: String) throws {
        let error = try #require(throws: DecodingError.self) { try decode(Element.self, text) }
        guard case .dataCorrupted(let context) = error else { Issue.record("\(error)"); return }
        #expect(context.debugDescription == "expected one member of a known kind; \(found)")
        #expect(throws: DecodingError.self) { try decode(NodeElement.self, text) }
        #expect(throws: DecodingError.self) { try decode(PatternLayer.self, text) }
        #expect(throws: DecodingError.self) { try decode(Reference.self, text) }
    }

    @Test func `a node's declaration is the segment's follower, not its part`() throws {
        let segment = try #require(everything.base[0].word as? Segment)
        #expect(try decode(Segment.self, json(segment)) == segment)
        #expect(try !json(segment).contains("declaration"))
    }
}
