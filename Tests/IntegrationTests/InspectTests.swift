import Foundation
import Testing

extension EndToEnd {
    @Suite("What inspect says is what ip, bridge and ss say", .serialized)
    struct InspectTests {
        @Test("links, addresses, routes, neighbours, forwarding entries and sockets of every node", arguments: ["3", "4"])
        func equality(_ stage: String) throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: stage)
            try Traffic(lab: name).ping("pod-a", "192.168.11.10")
            let sockets = [
                try InsideNode.listen(name, "pod-b", SOCK_STREAM, port: 8080), try InsideNode.listen(name, "pod-b", SOCK_DGRAM, port: 5353),
            ]
            defer { for socket in sockets { close(socket) } }
            // What the article's lab does not have, so that it is compared as well.
            for command in [
                "-n \(name).host1 route add blackhole 172.16.0.0/12", "-n \(name).host1 route add 172.31.0.0/16 via 10.57.4.1 metric 7 mtu 1400 src 10.57.4.20",
                "-n \(name).host1 route add 172.32.0.0/16 nexthop via 10.57.4.1 nexthop via 10.57.4.21", "-n \(name).host1 addr add 10.1.1.1 peer 10.1.1.2/32 dev eth0",
                "-n \(name).host1 link add by-hand type bridge", "-n \(name).host1 neigh add 10.57.4.99 lladdr 02:00:00:00:00:99 dev eth0",
                "-n \(name).pod-a addr add 10.8.0.1/24 brd + scope link dev eth0", "-n \(name).pod-b link set eth0 down",
            ] {
                let outcome = try Program(["ip"] + command.split(separator: " ").map(String.init)).end()
                try #require(outcome.status == 0, "\(command): \(outcome.errors)")
            }
            for node in ["underlay", "host1", "host2", "pod-a", "pod-b"] {
                // Neighbours change their state by themselves: compared is between two readings that agree.
                var before: [String] = [], after: [String] = [], found: [String] = []
                for _ in 0..<20 {
                    before = try Oracle.lines(name, node)
                    found = try Oracle.lines(of: Inspection(name), node)
                    after = try Oracle.lines(name, node)
                    if before == after { break }
                }
                #expect(found == after, "\(node): only inspect: \(Set(found).subtracting(after).sorted()), only the others: \(Set(after).subtracting(found).sorted())")
                #expect(found.count >= 8)
            }
        }

        @Test("the other ends of cables are found, also where indexes made by hand mislead")
        func peers() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "4")
            let outside = "\(name)-outside"
            // In both pods a cable of the same two indexes; and in each one end of a cable to elsewhere, whose
            // indexes name each other.
            defer { _ = try? run("ip", "netns", "del", outside) }
            for command in [
                "netns add \(outside)",
                "-n \(name).pod-a link add left index 105 type veth peer name right index 106", "-n \(name).pod-b link add left index 105 type veth peer name right index 106",
                "-n \(name).pod-a link add away index 115 type veth peer name a index 116 netns \(outside)",
                "-n \(name).pod-b link add away index 116 type veth peer name b index 115 netns \(outside)",
            ] {
                let outcome = try Program(["ip"] + command.split(separator: " ").map(String.init)).end()
                try #require(outcome.status == 0, "\(command): \(outcome.errors)")
            }
            let inspection = try Inspection(name)
            let peers = try inspection.nodes.flatMap { node in
                try inspection.list("links", of: word(node["name"])).filter { $0["kind"] as? String == "veth" }.map {
                    "\(word(node["name"])):\(word($0["name"])) \(word($0["peer"]))"
                }
            }
            #expect(
                peers.sorted() == [
                    "host1:eth0 underlay:host1", "host1:veth-pod-a pod-a:eth0", "host2:eth0 underlay:host2", "host2:veth-pod-b pod-b:eth0",
                    "pod-a:away -", "pod-a:eth0 host1:veth-pod-a", "pod-a:left pod-a:right", "pod-a:right pod-a:left",
                    "pod-b:away -", "pod-b:eth0 host2:veth-pod-b", "pod-b:left pod-b:right", "pod-b:right pod-b:left",
                    "underlay:host1 host1:eth0", "underlay:host2 host2:eth0",
                ])
            // A single node knows them as well.
            #expect(try word(Inspection(name, "pod-a").link("eth0", of: "pod-a")["peer"]) == "host1:veth-pod-a")
        }

        @Test("a tunnel says who drives it, and what it was asked to be")
        func drivers() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "3")
            let link = try Inspection(name).link("mustang.tun0", of: "host1")
            let isRelayed = link["kind"] as? String == "tun"
            #expect(link["driver"] as? String == (isRelayed ? "relay" : "kernel"))
            let ipip = try #require(link["ipip"] as? [String: Any])
            #expect(word(ipip["local"]) == "10.57.4.20" && word(ipip["ttl"]) == "64" && ipip["remote"] == nil)
            let vxlan = try folder.up(Package.article, stage: "5", as: "vxlan")
            let device = try Inspection(vxlan).link("vxlan0", of: "host2")
            #expect(device["driver"] as? String == "kernel")
            let parameters = try #require(device["vxlan"] as? [String: Any])
            #expect(["id", "port", "group", "device", "learning"].map { word(parameters[$0]) } == ["100", "4789", "239.1.1.1", "eth0", "1"])
        }

        @Test("the processes of a node are those whose network it is")
        func processes() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let sleeper = try Program(["ip", "netns", "exec", "\(name).red", "sh", "-c", "echo in; exec sleep 1000"])
            try sleeper.wait(for: "in")
            let expected = try run("ip", "netns", "pids", "\(name).red").lines
            let found = try Inspection(name).list("processes", of: "red")
            #expect(found.map { word($0["process"]) } == expected && expected == ["\(sleeper.process)"])
            #expect(found.map { word($0["command"]) } == ["sleep 1000"])
            #expect(try Inspection(name).list("processes", of: "blue").isEmpty)
        }

        @Test("a lab or a node that is not there is refused with what there is")
        func unknown() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let node = try warren("inspect", name, "green")
            #expect(node.status == 2 && node.output == "" && node.errors == "warren: \(name) has no node green; it has blue, red\n")
            let lab = try warren("inspect", "no-such-lab")
            #expect(lab.status == 2 && lab.errors.hasPrefix("warren: no lab no-such-lab is running; running: "))
        }
    }
}
