import Planning
import Testing
import Warren

@Suite struct TableProblemTests {
    let vxlan = Vxlan("vxlan0", id: 1, local: host1, dev: "eth0")
    let mac = "8a:e7:df:c0:84:07"

    @Test func `a neighbour needs a link, an address and a MAC`() {
        let link = Neighbour("10.57.4.9", mac: mac, dev: "eth1"), line1 = #line
        let address = Neighbour("10.57.4.0/24", mac: mac, dev: "eth0"), line2 = #line
        let none = Neighbour("10.57.4.9", dev: "eth0"), line3 = #line
        let text = Neighbour("10.57.4.9", mac: "8a:e7:df:c0:84", dev: "eth0"), line4 = #line
        #expect(faults { host1 { link; address; none; text } } == [
            "\(line1): host1 has no link eth1; it has eth0, veth-pod-a",
            "\(line2): \"10.57.4.0/24\" is not an address; expected one such as 10.57.4.20 or fd00::20, without a prefix length",
            "\(line3): a neighbour needs its MAC address: mac: …",
            "\(line4): \"8a:e7:df:c0:84\" is not a MAC address; expected six pairs of hexadecimal digits such as 8a:e7:df:c0:84:07",
        ])
    }

    @Test func `a neighbour's MAC is that of an Ethernet link`() {
        let bare = Namespace("bare")
        let tunnel = Neighbour("10.57.4.8", mac: host1["tun0"], dev: "eth0"), line1 = #line
        let node = Neighbour("10.57.4.9", mac: bare, dev: "eth0"), line2 = #line
        let link = Neighbour("10.57.4.10", mac: host2["eth1"], dev: "eth0"), line3 = #line
        let stranger = Neighbour("10.57.4.11", mac: Namespace("stranger")["eth0"], dev: "eth0"), line4 = #line
        #expect(faults { bare; host1 { IPIP("tun0"); tunnel; node; link; stranger } } == [
            "\(line1): host1:tun0 has no MAC address: it is no Ethernet link",
            "\(line2): bare has no link whose MAC address it could stand for",
            "\(line3): host2 has no link eth1; it has eth0, veth-pod-b",
            "\(line4): stranger is not part of the lab: declare it, by its own name or within a Segment",
        ])
    }

    @Test func `a link has one neighbour of an address`() {
        let first = Neighbour("10.57.4.9", mac: mac, dev: "eth0"), line1 = #line
        let second = Neighbour("10.57.4.9", mac: .broadcast, dev: "eth0"), line2 = #line
        #expect(faults { host1 { first; second } } == ["\(line2): host1 already has a neighbour 10.57.4.9 on eth0 (line \(line1))"])
    }

    @Test func `a forwarding entry is of a vxlan device`() {
        let wrong = Forwarding(.allZero, dst: host2, dev: "eth0"), line1 = #line
        let unknown = Forwarding(.allZero, dst: host2, dev: "vxlan1"), line2 = #line
        #expect(faults { host1 { vxlan; wrong; unknown } } == [
            "\(line1): eth0 of host1 is not a vxlan device; only such have entries with a destination",
            "\(line2): host1 has no link vxlan1; it has eth0, veth-pod-a, vxlan0",
        ])
    }

    @Test func `a forwarding entry is declared, has a MAC and a destination`() {
        let learned = Forwarding(.allZero, dst: host2, dev: "vxlan0", .learned), line1 = #line
        let nowhere = Forwarding(.allZero, dev: "vxlan0"), line2 = #line
        let text = Forwarding("zero", dst: host2, dev: "vxlan0"), line3 = #line
        let target = Forwarding(.allZero, dst: Namespace("stranger"), dev: "vxlan0"), line4 = #line
        #expect(faults { host1 { vxlan; learned; nowhere; text; target } } == [
            "\(line1): an entry is declared or learned, not both; .learned belongs in an Expect",
            "\(line2): a forwarding entry needs the node to which its frames go: dst: …",
            "\(line3): \"zero\" is not a MAC address; expected six pairs of hexadecimal digits such as 8a:e7:df:c0:84:07",
            "\(line4): stranger is not part of the lab: declare it, by its own name or within a Segment",
        ])
    }

    @Test func `a forwarding entry is there once, and only the all-zero one has several destinations`() {
        let first = Forwarding(mac, dst: host2, dev: "vxlan0"), line1 = #line
        let twin = Forwarding(mac, dst: host2, dev: "vxlan0"), line2 = #line
        let other = Forwarding(mac, dst: "10.57.4.22", dev: "vxlan0"), line3 = #line
        #expect(faults { host1 { vxlan; first; twin; other; Forwarding(.allZero, dst: host2, dev: "vxlan0"); Forwarding(.allZero, dst: "10.57.4.22", dev: "vxlan0") } } == [
            "\(line2): vxlan0 already has this entry (line \(line1))",
            "\(line3): vxlan0 already has an entry for \(mac) (line \(line1)); only the all-zero address and multicast addresses have several destinations",
        ])
    }

    @Test(arguments: [
        "net.ipv4/../../kernel.x", "net.ipv4.conf.//.rp_filter", "kernel.hostname", "net", "net.x", "net..ipv4.x", "net.ipv4.",
        "net.ipv4.ip forward", "net.ipv4.$(reboot)", "", "../net.ipv4.ip_forward", "net.//.kernel.x",
    ])
    func `a sysctl's name stays below net`(name: String) {
        let wrong = Sysctl(name, 1), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): \"\(name)\" is not a setting of a namespace; expected a name such as net.ipv4.ip_forward"])
    }

    @Test func `a link's sysctl needs the link`() {
        let wrong = Sysctl("net.ipv4.conf.mustang/tun0.rp_filter", 0), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): host1 has no link mustang.tun0; it has eth0, veth-pod-a"])
        #expect(faults { host1 { IPIP("mustang.tun0"); wrong; Sysctl("net.ipv4.conf.all.rp_filter", 0); Sysctl("net.ipv4.neigh.lo.proxy_delay", 0) } } == [])
    }

    @Test(arguments: ["", "1\n2", "ö", String(repeating: "1", count: 257)])
    func `a sysctl's value is one line`(value: String) {
        let wrong = Sysctl("net.ipv4.ip_forward", value), line = #line
        #expect(faults { host1 { wrong } } == ["\(line): the value of net.ipv4.ip_forward is not one line of printable text"])
    }
}
