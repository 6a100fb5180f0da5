import Testing
import Warren

@Suite struct SourceTests {
    private let host = Host("host", "10.57.4.20/24")

    @Test func `every element knows its own line, not the lab's`() throws {
        let line = #line
        let lab = Lab("lab") {
            Namespace("red")
            Segment("lan") {
                Host("host1", "10.0.0.1/24")
                Namespace("blue").attached(as: "eth0")
            }
            Pod("pod", "192.168.0.1/24", on: host)
            Veth(host["a"], host["b"])
            host { Bridge("br0") }
            Ping(from: host, to: host)
            Expect(host) { Address("10.0.0.1/24", dev: "eth0") }
            Stage("one") {
                Namespace("green")
            }
        }
        #expect(lab.source == SourceLocation(file: #filePath, line: line + 1))
        #expect(lab.base.map(\.source.line) == [2, 3, 4, 5, 7, 8, 9, 10, 11].map { line + $0 })
        #expect(lab.base.allSatisfy { $0.source.file == #filePath })
        #expect(lab.stages.map(\.source.line) == [line + 12])
        #expect(lab.stages[0].elements.map(\.source.line) == [line + 13])
        let segment = try #require(lab.base[1].word as? Segment)
        #expect(segment.attachments.map(\.source.line) == [line + 4, line + 5])
    }

    @Test func `so does everything within a node`() {
        let line = #line
        let within = host {
            Bridge("br0")
            Vxlan("vxlan0", id: 1)
            IPIP("tun0")
            Link("eth0", .up)
            Address("10.0.0.1/24", dev: "eth0")
            Route("default", dev: "eth0")
            Neighbour("10.0.0.2", dev: "eth0")
            Forwarding(.allZero, dev: "vxlan0")
            Sysctl("net.ipv4.ip_forward", 1)
            Sysctl("net.ipv4.ip_forward", "1")
        }
        #expect(within.source == SourceLocation(file: #filePath, line: line + 1))
        #expect(within.elements.map(\.source) == (2...11).map { SourceLocation(file: #filePath, line: line + $0) })
    }

    @Test func `and every sighting, in the order in which it is asked for`() {
        let line = #line
        let ping = Ping(from: host, to: host)
            .seen(on: host["eth0"], ICMP(), times: 2, "a note")
            .notSeen(on: host["eth1"], ARP())
            .seenInOrder(
                Sight(on: host["eth0"], ICMP()),
                Sight(on: host["eth1"], ICMP()))
            .fails()
        #expect(ping.source.line == line + 1)
        #expect(ping.sightings.map(\.source.line) == [line + 2, line + 3, line + 4])
        #expect(ping.sightings.map(\.kind) == [.seen, .notSeen, .seenInOrder])
        #expect(ping.sightings.map(\.times) == [2, nil, nil])
        #expect(ping.sightings.map(\.note) == ["a note", "", ""])
        #expect(ping.sightings.map { $0.patterns.map(\.link.link) } == [["eth0"], ["eth1"], ["eth0", "eth1"]])
    }

    @Test func `an element of a loop knows the loop's line, and one of a component its own`() {
        struct Part: Component {
            var body: [Element] { Namespace("part") }
        }
        let part = Part().body[0].source.line
        let lab = Lab("lab") {
            for number in 0..<2 { Namespace("n\(number)") }; let line = #line
            Part()
            Namespace("line\(line)")
        }
        let line = lab.base[0].source.line
        #expect(lab.base.map(\.source.line) == [line, line, part, line + 2])
        #expect(part < line)
    }
}
