import Foundation
import Testing

extension EndToEnd {
    @Suite("What capture prints is what tcpdump prints of the same packets", .serialized)
    struct CaptureLineTests {
        /// Where to look, at which stage, and what must be among the lines so that the comparison proves anything.
        struct Case: CustomTestStringConvertible {
            var stage: String
            var link: String
            var marks: [String]
            var testDescription: String { "stage \(stage), \(link)" }
        }

        @Test(
            "ARP, ICMP, UDP and TCP, plain, in ipip and in vxlan, on Ethernet and on a tun device",
            arguments: [
                Case(stage: "2", link: "host2:eth0", marks: [" ARP, Request who-has 10.57.4.21", " 192.168.10.10 > 192.168.11.10: ICMP echo request", "udp port 9 unreachable", "Flags [R.]"]),
                Case(stage: "3", link: "host2:eth0", marks: [": IP 192.168.10.10 > 192.168.11.10: ICMP echo request", "udp port 9 unreachable", "Flags [R.]"]),
                Case(stage: "3", link: "host2:mustang.tun0", marks: [" IP 192.168.10.10 > 192.168.11.10: ICMP echo request", "UDP, length 6", "Flags [S]"]),
                Case(stage: "4", link: "host2:eth0", marks: ["VXLAN, flags [I] (0x08), vni 100\nARP, Request who-has 192.168.11.1", "vni 100\nIP 192.168.10.10 > 192.168.11.10: ICMP echo request", "Flags [S]", "UDP, length 6"]),
                Case(stage: "4", link: "host2:vxlan0", marks: [" ARP, Reply 192.168.11.1 is-at", "ICMP echo reply"]),
            ])
        func equality(_ example: Case) throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: example.stage)
            let capture = try CaptureFixture(name, example.link, folder: folder)
            let traffic = Traffic(lab: name)
            try traffic.ping("pod-a", "192.168.11.10")
            try traffic.send("pod-a", "192.168.11.10", port: 9)
            try traffic.connect("pod-a", "192.168.11.10", port: 9)
            let transferred = try traffic.transfer(from: "pod-a", to: "pod-b", "192.168.11.10")
            // The last packet of all: others that are still on their way have passed before it.
            try traffic.ping("pod-a", "192.168.11.10", count: 1, "-s", "99")
            let outcome = try capture.end(after: "length 107", times: 2)
            let expected = try capture.tcpdump()
            #expect(outcome.lines == expected)
            for mark in example.marks { #expect(outcome.output.contains(mark), "no \(mark) in:\n\(outcome.output.prefix(4000))") }
            // Relative sequence numbers: a connection's own, from its first segment on.
            if transferred { #expect(outcome.output.contains("ack 1,") && outcome.output.contains("seq 1:")) }
            #expect(CaptureFixture.counts(outcome).count == 2)
            #expect(outcome.errorLines.last?.hasSuffix(" packets captured, 0 dropped by the kernel") == true)
        }

        @Test("IPv6, neighbour discovery, multicast groups, fragments, GRE and what nobody knows")
        func others() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair("red { Address(\"fd00::1/64\", dev: \"eth0\") }\nblue { Address(\"fd00::2/64\", dev: \"eth0\") }")))
            let capture = try CaptureFixture(name, "blue:eth0", folder: folder)
            let traffic = Traffic(lab: name)
            for group in ["239.1.2.3/32", "ff05::123/128"] {
                let joined = try run("ip", "-n", "\(name).red", "addr", "add", group, "dev", "eth0", "autojoin")
                try #require(joined.status == 0, "\(joined.errors)")
            }
            try traffic.ping("red", "fd00::2")
            try traffic.ping("red", "fd00::2", count: 1, "-s", "4000")
            try traffic.ping("red", "10.9.0.2", count: 1, "-s", "4000")
            try traffic.send("red", "fd00::2", port: 9)
            try traffic.connect("red", "fd00::2", port: 9)
            try InsideNode.send(name, "red", proto: 47, [0, 0, 8, 0] + [UInt8](repeating: 0x45, count: 20), to: "10.9.0.2")
            try InsideNode.send(name, "red", proto: 253, [1, 2, 3, 4], to: "10.9.0.2")
            // Members tell of themselves in their own time.
            for report in ["igmp v3 report", "multicast listener report"] { try capture.program.wait(for: report) }
            try traffic.ping("red", "10.9.0.2", count: 1, "-s", "99")
            let outcome = try capture.end(after: "length 107", times: 2)
            #expect(try outcome.lines == capture.tcpdump())
            for mark in [
                "neighbor solicitation, who has fd00::2", "neighbor advertisement, tgt is fd00::2", "ICMP6, echo request", "igmp v3 report", "multicast listener report",
                "frag (1448|", "10.9.0.1 > 10.9.0.2: ip-proto-1\n", "GREv0", "ip-proto-253 4", "udp port 9", "fd00::2.9: Flags [S]",
            ] { #expect(outcome.output.contains(mark), "no \(mark) in:\n\(outcome.output)") }
        }

        @Test("lines are the same without a file, where only as much is taken as is printed")
        func cut() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let whole = try CaptureFixture(name, "blue:eth0", folder: folder)
            let cut = try WarrenProgram.start(["capture", name, "blue:eth0"])
            try cut.wait(forError: "listening on ")
            let traffic = Traffic(lab: name)
            try traffic.ping("red", "10.9.0.2", count: 2, "-s", "9000")
            _ = try traffic.transfer(from: "red", to: "blue", "10.9.0.2")
            try traffic.ping("red", "10.9.0.2", count: 1, "-s", "99")
            let expected = try whole.end(after: "length 107", times: 2).lines
            while cut.output.components(separatedBy: "length 107").count <= 2 { try cut.waitForMore() }
            cut.send(SIGINT)
            let lines = try cut.end().lines
            // But for the time, as each tap stamps for itself, and for the order of a packet that comes while another one leaves:
            // two processors bring them to the taps, to each in an order of its own.
            #expect(lines.map { $0.dropFirst(15) }.sorted() == expected.map { $0.dropFirst(15) }.sorted())
        }

        @Test("time is local time, also where it is not a whole number of hours away")
        func localTime() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let zone = ["TZ": "Asia/Kolkata"]
            let capture = try CaptureFixture(name, "blue:eth0", "icmp", folder: folder, environment: zone)
            try Traffic(lab: name).ping("red", "10.9.0.2")
            let outcome = try capture.end(after: "echo reply", times: 2)
            #expect(try outcome.lines == capture.tcpdump(environment: zone))
            #expect(try outcome.lines != capture.tcpdump())
        }

        @Test("several links are merged in the order of time, each line with its link in front")
        func merging() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "2")
            let links = ["pod-a:eth0", "host1:eth0", "host1:veth-pod-a", "underlay:host2", "pod-b:eth0"]
            let capture = try CaptureFixture(name, links[0], links[1], links[2], links[3], links[4], "icmp", folder: folder)
            try Traffic(lab: name).ping("pod-a", "192.168.11.10", count: 200)
            let outcome = try capture.end(after: "echo reply", times: 1000)
            let width = links.map(\.count).max()! + 2
            let lines = outcome.lines.map { (link: $0.prefix(width).trimmingCharacters(in: .whitespaces), line: String($0.dropFirst(width))) }
            #expect(try lines.map(\.line) == capture.tcpdump())
            #expect(Set(lines.map(\.link)) == Set(links))
            let times = lines.map { $0.line.prefix(15) }
            #expect(times == times.sorted() && times.count == 2000)
            // The way of the first request, and of its reply.
            #expect(lines.prefix(5).map(\.link) == ["pod-a:eth0", "host1:veth-pod-a", "host1:eth0", "underlay:host2", "pod-b:eth0"])
        }
    }
}
