import Drawing
import Testing
import Warren

@Suite("A diagram puts together what belongs together")
struct DiagramTests {
    @Test("pods are in their hosts, and what is on a segment hangs on it by a cable")
    func containment() throws {
        let diagram = try Labs.diagram(Labs.pair())
        #expect(diagram.nodes.map(\.name) == ["host1", "host2"])
        #expect(diagram.nodes.map { $0.pods.map(\.name) } == [["pod-a"], ["pod-b"]])
        #expect(diagram.segments.map(\.name) == ["underlay"])
        #expect(diagram.segments[0].addresses == ["10.57.4.1/24"])
        #expect(Set(diagram.cables.map { "\($0.a) \($0.b)" }) == [
            "host1:eth0 underlay:host1", "host2:eth0 underlay:host2", "host1:veth-pod-a pod-a:eth0", "host2:veth-pod-b pod-b:eth0",
        ])
        #expect(diagram.nodes[0].pods[0].links.map(\.addresses) == [["192.168.10.10/24"]])
    }

    @Test("vxlan devices of one VNI and port that know each other are one tunnel")
    func vxlan() throws {
        let tunnels = try Labs.diagram(Labs.pair()).tunnels
        #expect(tunnels.map { $0.members.map(\.description) } == [["host1:vxlan0", "host2:vxlan0"]])
        #expect(tunnels.first?.encapsulation.words == ["vxlan", "VNI 100", "udp 4789"])
        #expect(tunnels.first?.pairs.map(\.isMutual) == [true])
    }

    @Test("another VNI or another port is another network", arguments: [(200, 4789), (100, 8472)])
    func strangers(_ id: Int, _ port: Int) throws {
        #expect(try Labs.diagram(Labs.pair(otherID: id, otherPort: port)).tunnels.isEmpty)
    }

    @Test("without a port vxlan speaks on Linux' own, which is 8472")
    func defaultPort() throws {
        let diagram = try Labs.diagram(Labs.pair(port: nil, otherPort: 8472))
        #expect(diagram.tunnels.first?.encapsulation.port == 8472)
    }

    @Test("a device that nobody told of its peer reaches nobody: the tunnel goes one way")
    func oneWay() throws {
        let pair = try #require(Labs.diagram(Labs.pair(isMutual: false)).tunnels.first?.pairs.first)
        #expect(!pair.isMutual)
        #expect((pair.a.node, pair.b.node) == ("host1", "host2"))
    }

    @Test("members of one multicast group need no entries")
    func group() throws {
        let lab = Lab("group") {
            Segment("underlay", gateway: "10.57.4.1") { Labs.host1; Labs.host2 }
            Labs.host1 { Vxlan("vxlan0", id: 7, group: "239.1.1.1", dev: "eth0") }
            Labs.host2 { Vxlan("vxlan0", id: 7, group: "239.1.1.1", dev: "eth0") }
        }
        #expect(try Labs.diagram(lab).tunnels.map(\.encapsulation.group) == ["239.1.1.1"])
    }

    @Test("ipip without a remote goes where the routes through it go")
    func ipip() throws {
        let tunnels = try Labs.diagram(Labs.ipip).tunnels
        #expect(tunnels.map { $0.members.map(\.description) } == [["host1:tunl0", "host2:tunl0"]])
        #expect(tunnels.first?.isMesh == true)
        let silent = Lab("silent") {
            Segment("underlay", gateway: "10.57.4.1") { Labs.host1; Labs.host2 }
            Labs.host1 { IPIP("tunl0", local: Labs.host1) }
            Labs.host2 { IPIP("tunl0", local: Labs.host2) }
        }
        #expect(try Labs.diagram(silent).tunnels.isEmpty)
    }

    @Test("of many devices each pair is found")
    func mesh() throws {
        let tunnels = try Labs.diagram(Labs.flannel(hosts: 5, pods: 1)).tunnels
        #expect(tunnels.count == 1)
        #expect(tunnels.first?.pairs.count == 10)
        #expect(tunnels.first?.isMesh == true)
    }

    @Test("of many pods six are shown and the others counted, with their cables", arguments: [(7, 7, 0), (8, 6, 2), (50, 6, 44)])
    func summary(_ pods: Int, _ shown: Int, _ hidden: Int) throws {
        let diagram = try Labs.diagram(Labs.flannel(hosts: 1, pods: pods))
        #expect(diagram.nodes[0].pods.count == shown)
        #expect(diagram.nodes[0].hiddenPods == hidden)
        #expect(diagram.cables.count == shown + 1)
        #expect(diagram.nodes[0].links.count == shown + 3)
    }

    @Test("all pods are shown to those who ask")
    func allPods() throws {
        let diagram = try Labs.diagram(Labs.flannel(hosts: 1, pods: 50), podLimit: nil)
        #expect(diagram.nodes[0].pods.count == 50)
        #expect(diagram.nodes[0].hiddenPods == 0)
    }

    @Test("a pod with a cable of its own is what the lab is about, and is shown")
    func tellingPods() throws {
        let last = Pod("pod-z", "10.244.1.100/24", on: Labs.host1)
        let lab = Lab("telling") {
            Segment("underlay", gateway: "10.57.4.1") { Labs.host1 }
            for number in 1...20 { Pod("pod-\(number)", "10.244.1.\(number)/24", on: Labs.host1) }
            last
            Namespace("peer")
            Veth(last["eth1"], Namespace("peer")["eth0"])
        }
        let diagram = try Labs.diagram(lab)
        #expect(diagram.nodes[0].pods.map(\.name) == ["pod-1", "pod-2", "pod-3", "pod-4", "pod-5", "pod-z"])
        #expect(diagram.cables.contains { $0.a.description == "pod-z:eth1" })
    }
}
