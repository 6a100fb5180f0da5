import Addresses
import Foundation
import Loading
import Netlink
import Planning
import Testing

extension EndToEnd {
    @Suite("What the kernel holds is what the plan says, as ip and bridge show it")
    struct KernelStateTests {
        static let nodes = ["underlay", "host1", "host2", "pod-a", "pod-b"]

        /// A node of the article's lab as a stage of the plan wants it.
        private func plan(_ file: String = Package.article) async throws -> Plan {
            try Plan(await LabLoader(environment: WarrenProgram.environment).load(file))
        }

        @Test("at each stage of the article's lab, in every node", arguments: 1...6)
        func article(_ number: Int) async throws {
            let stage = try await plan().stages[number - 1]
            #expect(stage.state.nodes.map(\.name) == Self.nodes)
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "\(number)")
            for node in stage.state.nodes {
                let kernel = KernelState(name, node.name)
                try expectLinks(node, kernel)
                try expectAddresses(node, kernel)
                try expectRoutes(node, kernel)
                try expectNeighbours(node, kernel)
                try expectForwarding(node, kernel)
                for setting in node.sysctls {
                    let value = try kernel.lines("cat", "/proc/sys/" + SysctlName.path(setting.value.name))
                    #expect(value == [setting.value.value], "\(node.name) \(setting.value.name)")
                }
            }
        }

        private func expectLinks(_ node: NodeState, _ kernel: KernelState) throws {
            let links = try kernel.show("ip -d link")
            #expect(Set(links.compactMap { $0["ifname"] as? String }) == Set(node.links.map(\.name)), "\(node.name)")
            for planned in node.links {
                let link = try #require(links.first { $0["ifname"] as? String == planned.name })
                let name = "\(node.name):\(planned.name)"
                #expect(link["mtu"] as? Int == planned.mtu, "\(name)")
                #expect((link["flags"] as? [String] ?? []).contains("UP") == planned.isUp, "\(name)")
                #expect(link["master"] as? String == planned.master, "\(name)")
                if let mac = planned.mac { #expect(link["address"] as? String == "\(mac)", "\(name)") }
                if case .request(.vxlan(let vxlan)) = planned.origin {
                    let data = try #require((link["linkinfo"] as? [String: Any])?["info_data"] as? [String: Any])
                    #expect(data["id"] as? Int == Int(vxlan.id))
                    #expect(data["port"] as? Int == Int(vxlan.port ?? 8472))
                    #expect(data["learning"] as? Bool == (vxlan.learning ?? true))
                    #expect(data["local"] as? String == vxlan.local?.description)
                    #expect(data["group"] as? String == vxlan.group?.description)
                    #expect(data["link"] as? String == vxlan.device)
                }
            }
        }

        private func expectAddresses(_ node: NodeState, _ kernel: KernelState) throws {
            var found: Set<String> = []
            for link in try kernel.show("ip addr") where link["ifname"] as? String != "lo" {
                for entry in link["addr_info"] as? [[String: Any]] ?? [] {
                    found.insert("\(link["ifname"] ?? "") \(entry["local"] ?? "")/\(entry["prefixlen"] ?? "")")
                }
            }
            #expect(found == Set(node.addresses.map { "\($0.value.link) \($0.value.address)" }), "\(node.name)")
        }

        private func expectRoutes(_ node: NodeState, _ kernel: KernelState) throws {
            let found = try kernel.show("ip route").filter { $0["protocol"] as? String != "kernel" }.map { route in
                var words = ["\(route["dst"] ?? "")"]
                if let via = route["gateway"] { words.append("via \(via)") }
                if let dev = route["dev"] { words.append("dev \(dev)") }
                if let scope = route["scope"] { words.append("scope \(scope)") }
                if (route["flags"] as? [String] ?? []).contains("onlink") { words.append("onlink") }
                return words.joined(separator: " ")
            }
            #expect(Set(found) == Set(node.routes.map { $0.value.words.joined(separator: " ") }), "\(node.name)")
        }

        private func expectNeighbours(_ node: NodeState, _ kernel: KernelState) throws {
            let found = try kernel.show("ip neigh").filter { ($0["state"] as? [String] ?? []).contains("PERMANENT") }
                .map { "\($0["dst"] ?? "") \($0["lladdr"] ?? "") \($0["dev"] ?? "")" }
            let planned = node.neighbours.map { "\($0.value.address) \($0.value.mac.map(\.description) ?? "") \($0.value.link)" }
            #expect(Set(found) == Set(planned), "\(node.name)")
        }

        private func expectForwarding(_ node: NodeState, _ kernel: KernelState) throws {
            let found = try kernel.show("bridge fdb").filter { entry in
                // A device's own entry for its multicast group is the device's, and no entry of the lab.
                guard let destination = entry["dst"] as? String else { return false }
                return IPAddress(destination)?.isMulticast == false && entry["state"] as? String == "permanent"
            }.map { "\($0["mac"] ?? "") \($0["dst"] ?? "") \($0["ifname"] ?? "")" }
            let planned = node.forwarding.map { "\($0.value.mac) \($0.value.destination.map(\.description) ?? "") \($0.value.link)" }
            #expect(found.sorted() == planned.sorted(), "\(node.name)")
        }

        @Test("after a ping at the vxlan stage, bridge fdb and ip neigh in host1 show what the article shows")
        func articleLines() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "vxlan")
            let ping = try run("ip", "netns", "exec", "\(name).pod-a", "ping", "-c", "1", "-W", "5", "192.168.11.10")
            try #require(ping.status == 0, "\(ping.output)")
            let peer = try #require(KernelState(name, "host2").show("ip link show dev vxlan0").first?["address"] as? String)
            let host1 = KernelState(name, "host1")
            let entries = Set(try host1.lines("bridge", "fdb", "show", "dev", "vxlan0"))
            #expect(entries == ["00:00:00:00:00:00 dst 10.57.4.21 self permanent", "\(peer) dst 10.57.4.21 self"])
            let neighbours = try host1.lines("ip", "neigh", "show", "dev", "vxlan0")
            #expect(neighbours.count == 1)
            #expect(neighbours.first?.hasPrefix("192.168.11.1 lladdr \(peer) ") == true)
        }

        @Test("at the ipip stage, tcpdump in host2 prints the article's line with two headers")
        func twoHeaders() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "IP tunnel")
            let tcpdump = try Program(["ip", "netns", "exec", "\(name).host2", "tcpdump", "-lni", "eth0", "-c", "2", "proto", "4"])
            try tcpdump.wait(forError: "listening on")
            let ping = try run("ip", "netns", "exec", "\(name).pod-a", "ping", "-c", "1", "-W", "5", "192.168.11.10")
            #expect(ping.status == 0, "\(ping.output)")
            let lines = try tcpdump.end().lines
            #expect(lines.count == 2)
            #expect(lines.first?.contains("IP 10.57.4.20 > 10.57.4.21: IP 192.168.10.10 > 192.168.11.10: ICMP echo request, id ") == true, "\(lines)")
            #expect(lines.last?.contains("IP 10.57.4.21 > 10.57.4.20: IP 192.168.11.10 > 192.168.10.10: ICMP echo reply, id ") == true, "\(lines)")
        }
    }
}
