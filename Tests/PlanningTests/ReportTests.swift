import Planning
import Testing
import Warren

@Suite struct ReportTests {
    @Test func `several problems are all told, in the order of their lines`() {
        let third = Sysctl("kernel.x", 1)
        let first = Host("host1", "10.57.4.300/24", line: 3)
        let lab = Lab("a lab", line: 90) {
            Segment("underlay", gateway: "10.57.4", line: 12) { first }
            first { third }
            Stage("one", line: 40) {}
            Stage("one", line: 50) { Ping(from: first, to: "nowhere", line: 51) }
        }
        #expect(faults(lab) == [
            "3: \"10.57.4.300/24\" is not an address with its prefix length; expected one such as 10.57.4.20/24",
            "12: \"10.57.4\" is not an address; expected a gateway such as 10.57.4.1, without a prefix length",
            "50: a stage \"one\" is already at line 40; titles name stages, so each needs its own",
            "51: \"nowhere\" is not an address; expected one such as 10.57.4.20 or fd00::20",
            "\(third.source.line): \"kernel.x\" is not a setting of a namespace; expected a name such as net.ipv4.ip_forward",
            "90: \"a lab\" cannot name a lab; expected 1 to 63 letters, digits, - or _, beginning with a letter or digit",
        ].sorted { Int($0.prefix { $0 != ":" })! < Int($1.prefix { $0 != ":" })! })
    }

    @Test func `what is wrong in the base is told once, without a stage`() {
        let wrong = Address("10.9.0.1/24", dev: "eth1"), line = #line
        let lab = pair {
            host1 { wrong }
            Stage("one") {}
            Stage("two") { host1 { Bridge("br0") } }
            Stage("three") {}
        }
        #expect(faults(lab) == ["\(line): host1 has no link eth1; it has eth0, veth-pod-a"])
    }

    @Test func `what is wrong in some stages is told with the first`() {
        let wrong = Address("10.9.0.1/24", dev: "br0"), line = #line
        let lab = pair {
            host1 { wrong }
            Stage("one") { host1 { Bridge("br0") } }
            Stage("two") { host1 { Bridge("br1") } }
            Stage("three") {}
        }
        #expect(faults(lab) == ["\(line): host1 has no link br0 in stage \"two\"; it has eth0, veth-pod-a, br1"])
    }

    @Test func `one line may have several problems`() {
        let wrong = Vxlan("vxlan0", id: -1, ttl: 0), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): the VNI is -1; expected 0 to 16777215", "\(line): the TTL is 0; expected 1 to 255"])
    }

    @Test func `a problem is shown as editors can follow it`() throws {
        let wrong = Sysctl("kernel.x", 1, file: "labs/x.swift", line: 12)
        let error = try #require(throws: InvalidLab.self) { try Plan(pair { host1 { wrong } }) }
        #expect(error.problems.map(\.description) == ["labs/x.swift:12: error: \"kernel.x\" is not a setting of a namespace; expected a name such as net.ipv4.ip_forward"])
    }
}
