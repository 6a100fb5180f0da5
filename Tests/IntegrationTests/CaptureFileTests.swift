import Foundation
import Packets
import Testing

extension EndToEnd {
    @Suite("What passes on the wire is captured, kept and counted")
    struct CaptureFileTests {
        /// The frames of one interface of a pcapng file, in order.
        private func frames(_ path: String, on link: String) throws -> [Frame] {
            let file = try PcapNGReader(Array(Data(contentsOf: URL(fileURLWithPath: path))))
            let index = try #require(file.interfaces.firstIndex { $0.name == link })
            return file.packets.filter { $0.interface == index }.map(\.frame)
        }

        @Test("--pcap keeps a file for each stage, with every link as an interface, that tcpdump reads")
        func files() throws {
            let folder = try LabFolder()
            let directory = folder.path + "/packets"
            let outcome = try warren("test", Package.article, "--pcap", directory)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            #expect(names == [
                "pods-across-hosts-1-environment.pcapng", "pods-across-hosts-2-host-routes.pcapng",
                "pods-across-hosts-3-ip-tunnel.pcapng", "pods-across-hosts-4-vxlan.pcapng",
                "pods-across-hosts-5-vxlan-by-multicast.pcapng", "pods-across-hosts-6-vxlan-with-static-entries.pcapng",
            ])
            let cables = ["host1:eth0", "host1:veth-pod-a", "host2:eth0", "host2:veth-pod-b", "pod-a:eth0", "pod-b:eth0", "underlay:host1", "underlay:host2", "underlay:underlay"]
            let tunnels = ["", "", "mustang.tun0", "vxlan0", "vxlan0", "vxlan0"]
            for (name, tunnel) in zip(names, tunnels) {
                let path = "\(directory)/\(name)"
                let file = try PcapNGReader(Array(Data(contentsOf: URL(fileURLWithPath: path))))
                let links = cables + (tunnel.isEmpty ? [] : ["host1:\(tunnel)", "host2:\(tunnel)"])
                #expect(Set(file.interfaces.map(\.name)) == Set(links), "\(name)")
                #expect(!file.packets.isEmpty)
                // tcpdump refuses files whose interfaces differ in their link types, as a TUN device's and a veth's do.
                guard tunnel != "mustang.tun0" else { continue }
                let tcpdump = try run("tcpdump", "-n", "-r", path)
                #expect(tcpdump.status == 0, "\(tcpdump.errors)")
                // Each packet begins with its time; what a tunnel carries has a line of its own.
                #expect(tcpdump.lines.count { $0.first?.isNumber == true } == file.packets.count)
                #expect(tcpdump.output.contains("ICMP echo request"))
            }
            let inner = try frames("\(directory)/\(names[2])", on: "host1:mustang.tun0")
            #expect(inner.contains { TcpdumpText.oneLine($0).hasPrefix("IP 192.168.10.10 > 192.168.11.10: ICMP echo request") })
        }

        @Test("a directory that cannot be made is said, and nothing is built")
        func noDirectory() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let outcome = try warren("test", file, "--pcap", file + "/packets")
            #expect(outcome.status != 0 && outcome.status != 1)
            #expect(outcome.errors.contains("Not a directory"), "\(outcome.errors)")
            #expect(!outcome.output.contains("built in"))
        }

        @Test("a tcpdump beside sees the very same bytes in the same order")
        func tcpdump() throws {
            let folder = try LabFolder()
            let meeting = try Rendezvous(in: folder)
            let file = try folder.write(SmallLab.pair([meeting.command, "Ping(from: red, to: blue, count: 100, size: 300)", meeting.command].joined(separator: "\n")))
            let directory = folder.path + "/packets"
            let program = try WarrenProgram.start(["test", file, "--pcap", directory])
            try meeting.await()
            let held = try Witness(of: program.process, "eth0")
            let kept = folder.path + "/beside.pcap"
            let tcpdump = try Program([
                "nsenter", "--net=/proc/\(getpid())/fd/\(held.descriptor)", "tcpdump", "-Z", "root", "-i", "eth0", "-s", "2000", "--immediate-mode", "-U", "-w", kept, "icmp",
            ])
            try tcpdump.wait(forError: "listening on")
            try meeting.goOn()
            try meeting.await()
            var beside: [[UInt8]] = []
            try waitUntil("it has them all") {
                beside = try PcapFile.frames(Array(Data(contentsOf: URL(fileURLWithPath: kept))))
                return beside.count == 200
            }
            // While the lab still stands: it would end by itself with the link.
            tcpdump.send(SIGINT)
            #expect(try tcpdump.end().status == 0)
            try meeting.goOn()
            #expect(try program.end().status == 0)

            for node in ["red", "blue"] {
                let captured = try frames("\(directory)/pair-1-pair.pcapng", on: "\(node):eth0")
                    .filter { TcpdumpText.oneLine($0).contains("ICMP") }.map(\.bytes)
                #expect(captured == beside)
            }
        }

        @Test("captures are ready before the first packet and complete after the last, fifty times")
        func exactCounts() throws {
            let folder = try LabFolder()
            let file = try folder.write(
                SmallLab.pair(
                    """
                    Ping(from: red, to: blue, count: 3)
                            .seen(on: red["eth0"], ICMP(.echoRequest), times: 3)
                            .seen(on: red["eth0"], ICMP(.echoReply), times: 3)
                            .seen(on: blue["eth0"], ICMP(.echoRequest), times: 3)
                            .seen(on: blue["eth0"], ICMP(.echoReply), times: 3)
                            .seen(on: blue["eth0"], ARP(.request, target: blue), times: 1)
                            .seen(on: red["eth0"], ARP(.reply, sender: blue), times: 1)
                        Ping(from: blue, to: red, count: 2)
                            .seen(on: red["eth0"], IPv4(from: blue) / ICMP(.echoRequest), times: 2)
                            .seen(on: blue["eth0"], IPv4(from: red) / ICMP(.echoReply), times: 2)
                            .notSeen(on: blue["eth0"], IPv4(from: red) / ICMP(.echoRequest))
                    """))
            for round in 1...50 {
                let outcome = try warren("test", file)
                #expect(outcome.status == 0, "round \(round): \(outcome.output)\(outcome.errors)")
            }
        }

        @Test("a count that is not the declared one is a failure, with the number and the packets")
        func otherCount() throws {
            let folder = try LabFolder()
            let outcome = try warren("test", folder.write(SmallLab.pair("Ping(from: red, to: blue, count: 3).seen(on: blue[\"eth0\"], ICMP(.echoRequest), times: 2)")))
            #expect(outcome.status == 1)
            #expect(outcome.output.contains("expected       2 packets"))
            #expect(outcome.lines.contains { $0.contains("saw ") && $0.contains("ICMP echo request") && $0.hasSuffix("(3 packets)") })
        }
    }
}

/// A capture file of tcpdump's own old format: <https://www.tcpdump.org/manpages/pcap-savefile.5.html>
enum PcapFile {
    /// The bytes of each packet, of a file that this machine wrote or is still writing.
    static func frames(_ bytes: [UInt8]) throws -> [[UInt8]] {
        func word(_ offset: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) } }
        try #require(bytes.count >= 24 && [0xa1b2_c3d4, 0xa1b2_3c4d].contains(word(0)))
        var frames: [[UInt8]] = []
        var offset = 24
        while offset + 16 <= bytes.count {
            let length = word(offset + 8)
            guard offset + 16 + length <= bytes.count else { break }
            frames.append(Array(bytes[(offset + 16)..<(offset + 16 + length)]))
            offset += 16 + length
        }
        return frames
    }
}
