import Planning
import Testing
import Warren

@Suite struct LinkProblemTests {
    @Test func `a link's name has 15 bytes at the most`() {
        let wrong = Bridge("a-bridge-too-far"), line = #line
        let address = Address("10.9.0.1/24", dev: "a-bridge-too-far")
        #expect(faults { host1 { wrong; address; Bridge("a-bridge-so-far") } } == ["\(line): the link name \"a-bridge-too-far\" has 16 bytes; the kernel takes 15 at the most"])
    }

    @Test func `a link's name is not empty`() {
        let wrong = Bridge(""), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): a link's name is empty; expected 1 to 15 bytes"])
    }

    @Test(arguments: [".", "..", "all", "default"])
    func `the kernel keeps some names for itself`(name: String) {
        let wrong = Bridge(name), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): \"\(name)\" cannot name a link: the kernel keeps it for itself"])
    }

    @Test(arguments: ["a b", "a/b", "a:b", "a%d", "bröd", "a\tb"])
    func `a link's name has only characters that the kernel takes`(name: String) {
        let wrong = Bridge(name), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): the link name \"\(name)\" has a character that no link name can have; expected printable ASCII without space, / : %"])
    }

    @Test func `a name that is cut within a character is refused and does no harm`() {
        let wrong = host1.attached(as: "äääääääääääääää", "10.9.0.2/24"), line = #line
        #expect(faults { Segment("dmz") { wrong } } == ["\(line): the link name \"äääääääääääääää\" has 30 bytes; the kernel takes 15 at the most"])
    }

    @Test func `a node has a link name once`() {
        let bridge = Bridge("eth0"), line1 = #line
        let pod = Pod("pod", "192.168.12.10/24", on: host1, hostLink: "veth-pod-a"), line2 = #line
        #expect(faults { host1 { bridge }; pod } == [
            "\(line1): host1 already has a link eth0 (line \(host1.source.line))",
            "\(line2): host1 already has a link veth-pod-a (line \(podA.source.line))",
        ])
    }

    @Test func `a veth needs both its nodes`() {
        let veth = Veth(host1["eth1"], Namespace("stranger")["eth0"]), line = #line
        #expect(faults { veth } == ["\(line): stranger is not part of the lab: declare it, by its own name or within a Segment"])
    }

    @Test func `a veth has two ends`() {
        let veth = Veth(host1["eth1"], host1["eth1"]), line = #line
        #expect(faults { veth } == ["\(line): both ends of the cable are host1:eth1; expected two links"])
        #expect(faults { Veth(host1["a"], host1["b"]) } == [])
    }

    @Test(arguments: [-1, 67, 65536])
    func `every MTU has bounds`(mtu: Int) {
        let veth = Veth(host1["eth1"], host2["eth1"], mtu: mtu), line1 = #line
        let bridge = Bridge("br0", mtu: mtu), line2 = #line
        let ipip = IPIP("tun0", mtu: mtu), line3 = #line
        let vxlan = Vxlan("vxlan0", id: 1, mtu: mtu), line4 = #line
        let link = Link("lo", mtu: mtu), line5 = #line
        #expect(faults { veth; host1 { bridge; ipip; vxlan; link } } == [
            "\(line1): the veth's MTU is \(mtu); expected 68 to 65535",
            "\(line2): the bridge's MTU is \(mtu); expected 68 to 65535",
            "\(line3): the MTU is \(mtu); expected 68 to 65535",
            "\(line4): the MTU is \(mtu); expected 68 to 65535",
            "\(line5): the MTU is \(mtu); expected 68 to 65535",
        ])
    }

    @Test func `an ageing time has bounds`() {
        let bridge = Bridge("br0", ageing: -1), line1 = #line
        let vxlan = Vxlan("vxlan0", id: 1, ageing: 1_000_001), line2 = #line
        #expect(faults { host1 { bridge; vxlan } } == [
            "\(line1): the bridge's ageing time is -1; expected 0 to 1000000",
            "\(line2): the ageing time is 1000001; expected 0 to 1000000",
        ])
    }

    @Test func `a bridge's port is a link that there is, of one bridge`() {
        let first = Bridge("br0", ports: ["eth0"])
        let second = Bridge("br1", ports: ["eth0", "eth7"]), line = #line
        #expect(faults { host1 { first; second } } == [
            "\(line): eth0 is already a port of br0",
            "\(line): host1 has no link eth7; it has eth0, veth-pod-a, br0, br1",
        ])
    }

    @Test(arguments: ["lo", "tun0", "br0", "br1"])
    func `a bridge's port is an Ethernet link and no bridge`(port: String) {
        let bridge = Bridge("br0", ports: [port]), line = #line
        #expect(faults { host1 { bridge; Bridge("br1"); IPIP("tun0") } } == ["\(line): \(port) of host1 cannot be a port of br0: a port is an Ethernet link, and not a bridge itself"])
    }

    @Test func `a change names a link that there is, and a MAC where one can be`() {
        let unknown = Link("eth1", mtu: 1400), line1 = #line
        let tunnel = Link("tun0", mac: "02:00:00:00:00:01"), line2 = #line
        let text = Link("eth0", mac: "02-00-00-00-00-01"), line3 = #line
        #expect(faults { host1 { unknown; IPIP("tun0"); tunnel; text } } == [
            "\(line1): host1 has no link eth1; it has eth0, veth-pod-a, tun0",
            "\(line2): tun0 of host1 has no MAC address to change",
            "\(line3): \"02-00-00-00-00-01\" is not a MAC address; expected six pairs of hexadecimal digits such as 8a:e7:df:c0:84:07",
        ])
    }
}
