import Addresses
import Netlink
import Testing
import Warren

@testable import Planning

@Suite struct BuildTests {
    /// A lab with everything that can be built.
    let lab = pair {
        let red = Namespace("red")
        red
        Veth(red["eth0"], host1["red"], mtu: 1400)
        Pod("docked", "172.17.0.2/24", on: host1, style: .bridged("docker0", gateway: "172.17.0.1"))
        Pod("pointed", "192.168.12.10/24", on: host2, style: .pointToPoint(gateway: "192.168.12.1"))
        host1 {
            Vxlan("vxlan1", id: 2, dev: "vxlan0")
            Vxlan("vxlan0", id: 1, local: host1, dev: "eth0")
            IPIP("tun0", local: host1)
            Bridge("docker0", ports: ["red"], hairpin: true)
            Address("172.17.0.1/24", dev: "docker0")
            Forwarding(.allZero, dst: host2, dev: "vxlan0")
            Neighbour("10.57.4.9", mac: .broadcast, dev: "eth0")
            Route("192.168.11.0/24", via: host2, dev: "tun0", .onlink)
            Sysctl("net.ipv4.conf.tun0.rp_filter", 0)
            Sysctl("net.ipv4.conf.all.rp_filter", 0)
        }
        red { Link("eth0", mtu: 1300, mac: "02:00:00:00:00:01") }
    }

    @Test func `kinds of steps come in an order in which the kernel takes them`() throws {
        let ranks = try steps(lab).compactMap { step -> Int? in
            switch step.operation {
            case .createNamespace: 0
            case .setSysctl(let name, _): SysctlName.link(name) == nil ? 1 : 8
            case .createLink(let request): ["vxlan0": 4, "tun0": 4, "vxlan1": 6][request.name] ?? 2
            // Right behind the request for the link.
            case .changeLink(_, let change) where change.isOfProxyDelay: nil
            case .changeLink(let name, _): ["vxlan0": 5, "tun0": 5, "vxlan1": 7][name] ?? 3
            case .add: 9
            default: 99
            }
        }
        #expect(ranks == ranks.sorted())
        #expect(Set(ranks) == Set(0...9))
    }

    @Test func `within a node addresses come before routes, neighbours and forwarding entries`() throws {
        for node in ["host1", "host2", "pod-a", "docked", "pointed", "underlay"] {
            let ranks = try steps(lab).filter { $0.node == node }.compactMap { step -> Int? in
                guard case .add(let object) = step.operation else { return nil }
                return ObjectKinds.all.firstIndex { $0 == type(of: object.value) }
            }
            #expect(ranks == ranks.sorted() && !ranks.isEmpty)
        }
    }

    @Test func `everything is made before something else needs it`() throws {
        var namespaces: Set<String> = []
        var links: Set<LinkReference> = []
        for step in try steps(lab) {
            func has(_ name: String?) -> Bool { name.map { links.contains(.init(node: step.node, link: $0)) } ?? true }
            if case .createNamespace = step.operation {
                namespaces.insert(step.node)
                links.insert(.init(node: step.node, link: "lo"))
            }
            #expect(namespaces.contains(step.node))
            switch step.operation {
            case .createLink(let request):
                #expect(links.insert(.init(node: step.node, link: request.name)).inserted)
                if case .veth(let veth) = request.kind {
                    let node = try #require(veth.peerNamespace)
                    #expect(namespaces.contains(node))
                    #expect(links.insert(.init(node: node, link: veth.peerName)).inserted)
                }
                if case .vxlan(let vxlan) = request.kind { #expect(has(vxlan.device)) }
            case .changeLink(let name, let change):
                #expect(has(name))
                if case .link(let master) = change.master { #expect(has(master)) }
            case .add(let object): #expect(object.value.links.allSatisfy(has))
            default: break
            }
        }
    }

    @Test func `a cable is made by one request, and both its ends are brought up`() throws {
        let made = try steps(lab).compactMap { if case .createLink(let request) = $0.operation, case .veth = request.kind { "\($0.node):\(request.name)" } else { nil } }
        #expect(Set(made) == ["host1:eth0", "host2:eth0", "host1:veth-pod-a", "host2:veth-pod-b", "host1:veth-docked", "host2:veth-pointed", "red:eth0"])
        #expect(made.count == 7)
        let up = try steps(lab).compactMap { if case .changeLink(let name, let change) = $0.operation, change.up == true { "\($0.node):\(name)" } else { nil } }
        for end in made + ["underlay:host1", "underlay:host2", "pod-a:eth0", "pod-b:eth0", "docked:eth0", "pointed:eth0", "host1:red"] { #expect(up.contains(end)) }
        #expect(Set(up).count == up.count)
    }

    @Test func `the request for a cable says what the lab wants of both its ends`() throws {
        #expect(try commands(lab, on: "red").first { $0.contains("ip link add") } == "ip link add eth0 address 02:00:00:00:00:01 mtu 1300 type veth peer name red address \(mac("host1", "red")) mtu 1400 netns host1")
        let pod = pair { podA { Link("eth0", mtu: 1300, mac: "02:00:00:00:00:01") } }
        #expect(try commands(pod, on: "host1").contains("ip link add veth-pod-a address \(mac("host1", "veth-pod-a")) type veth peer name eth0 address 02:00:00:00:00:01 mtu 1300 netns pod-a"))
    }

    @Test func `every step has a reason and a line of this lab`() throws {
        for step in try steps(lab) {
            #expect(!step.reason.isEmpty)
            #expect(step.source.file.hasSuffix("BuildTests.swift") || step.source.file.hasSuffix("Planned.swift"))
        }
    }

    @Test func `a change to a link keeps the reason why the link is there`() throws {
        let change = Link("eth0", mtu: 1400)
        let create = try #require(try steps(pair { host1 { change } }).first { $0.node == "host1" && $0.command.hasPrefix("ip link add eth0") })
        #expect(create.reason == "host1's cable to underlay")
        #expect(create.source == host1.source)
    }
}

private func mac(_ node: String, _ link: String) -> String { "\(MACAddress.stable(node: node, link: link))" }
