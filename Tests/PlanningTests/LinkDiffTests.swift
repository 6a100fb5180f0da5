import Addresses
import Testing
import Warren

@testable import Planning

@Suite struct LinkDiffTests {
    /// The commands from a stage with the first elements to one with the second, and back.
    private func changes(
        on node: String = "host1", @LabBuilder _ first: () -> [Element] = { [] }, @LabBuilder to second: () -> [Element]
    ) throws -> (there: [String], back: [String]) {
        let lab = pair { Stage("one") { first() }; Stage("two") { second() } }
        return (try commands(lab, from: 1, to: 2, on: node), try commands(lab, from: 2, to: 1, on: node))
    }

    @Test func `a change of MTU, MAC or state is one command, and so is its end`() throws {
        let mac = MACAddress.stable(node: "host1", link: "eth0")
        let (there, back) = try changes { host1 { Link("eth0", mtu: 1400, mac: "02:00:00:00:00:01") } }
        #expect(there == ["ip link set eth0 address 02:00:00:00:00:01 mtu 1400"])
        #expect(back == ["ip link set eth0 address \(mac) mtu 1500"])
    }

    @Test func `the other end of a cable is changed by itself`() throws {
        let mac = MACAddress.stable(node: "pod-a", link: "eth0")
        let (there, back) = try changes(on: "pod-a") { podA { Link("eth0", mtu: 1400, mac: "02:00:00:00:00:01") } }
        #expect(there == ["ip link set eth0 address 02:00:00:00:00:01 mtu 1400"])
        #expect(back == ["ip link set eth0 address \(mac) mtu 1500"])
    }

    @Test func `a change is told with its line, and its end too`() throws {
        let change = Link("eth0", mtu: 1400), line = #line
        let lab = pair { Stage("one") {}; Stage("two") { host1 { change } } }
        let there = try #require(try steps(lab, from: 1, to: 2).first), back = try #require(try steps(lab, from: 2, to: 1).first)
        #expect(there.source.line == line && there.reason == "as the lab asks")
        #expect(back.source.line == line && back.reason == "stage 1 does without it")
    }

    @Test func `a link that comes up has its routes, neighbours and IPv6 addresses put back`() throws {
        let lab = pair {
            host1 { Neighbour("10.57.4.9", mac: .broadcast, dev: "eth0"); Address("fd00::1/64", dev: "eth0"); Route("10.8.0.0/16", via: host2) }
            Stage("up") {}
            Stage("down") { host1 { Link("eth0", .down) } }
        }
        #expect(try commands(lab, from: 1, to: 2, on: "host1") == ["ip link set eth0 down"])
        let linkLocal = IPAddress.linkLocal(node: "host1", link: "eth0")
        #expect(try commands(lab, from: 2, to: 1, on: "host1") == [
            "ip link set eth0 up",
            "ip addr add fd00::1/64 dev eth0 nodad",
            "ip addr add \(linkLocal)/64 dev eth0 nodad",
            "ip route add default via 10.57.4.1 dev eth0",
            "ip route add 10.8.0.0/16 via 10.57.4.21 dev eth0",
            "ip neigh add 10.57.4.9 lladdr ff:ff:ff:ff:ff:ff dev eth0 nud permanent",
        ])
    }

    @Test func `a forwarding entry of a link that goes down does not go by itself`() throws {
        let vxlan = Vxlan("vxlan0", id: 1, local: host1, dev: "eth0")
        let (there, back) = try changes {
            host1 { vxlan; Forwarding(.allZero, dst: host2, dev: "vxlan0") }
        } to: {
            host1 { vxlan; Link("vxlan0", .down) }
        }
        #expect(there == ["bridge fdb del 00:00:00:00:00:00 dev vxlan0 dst 10.57.4.21 self", "ip link set vxlan0 down"])
        #expect(back == ["ip link set vxlan0 up", "bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.57.4.21 self permanent"])
    }

    @Test func `a new MAC takes the link's neighbours along`() throws {
        let neighbour = Neighbour("10.57.4.9", mac: .broadcast, dev: "eth0")
        let (there, _) = try changes { host1 { neighbour } } to: { host1 { neighbour; Link("eth0", mac: "02:00:00:00:00:01") } }
        #expect(there == ["ip link set eth0 address 02:00:00:00:00:01", "ip neigh add 10.57.4.9 lladdr ff:ff:ff:ff:ff:ff dev eth0 nud permanent"])
    }

    @Test func `a port joins, changes and leaves its bridge by one command`() throws {
        let both = host1 { Bridge("br0"); Bridge("br1") }
        let (there, back) = try changes { both } to: { host1 { Bridge("br0", ports: ["eth0"]); Bridge("br1") } }
        #expect(there == ["ip link set eth0 master br0"])
        #expect(back == ["ip link set eth0 nomaster"])
        let (over, _) = try changes { host1 { Bridge("br0", ports: ["eth0"], hairpin: true); Bridge("br1") } } to: { host1 { Bridge("br0"); Bridge("br1", ports: ["eth0"], hairpin: true) } }
        #expect(over == ["ip link set eth0 master br1; bridge link set dev eth0 hairpin on"])
        let (away, _) = try changes { host1 { Bridge("br0", ports: ["eth0"], hairpin: true) } } to: { host1 { Bridge("br0") } }
        #expect(away == ["ip link set eth0 nomaster"])
    }

    @Test func `ports of a bridge that is made anew join it again`() throws {
        let (there, _) = try changes { host1 { Bridge("br0", ports: ["eth0"], hairpin: true) } } to: { host1 { Bridge("br0", ports: ["eth0"], ageing: 60, hairpin: true) } }
        #expect(there == [
            "ip link del br0",
            "ip link add br0 address \(MACAddress.stable(node: "host1", link: "br0")) type bridge ageing_time 6000",
            "ip link set eth0 master br0; bridge link set dev eth0 hairpin on",
            "ip link set br0 up",
        ])
    }

    @Test func `another attribute makes a tunnel anew, with all that was on it`() throws {
        let rest = [Address("192.168.10.1/32", dev: "tun0"), Address("192.168.10.2/32", dev: "tun0")].map { NodeElement($0) }
        let (there, _) = try changes { host1 { IPIP("tun0", local: host1, ttl: 64); rest; Route("10.8.0.0/16", dev: "tun0") } } to: { host1 { IPIP("tun0", local: host1, ttl: 32); rest; Route("10.8.0.0/16", dev: "tun0") } }
        #expect(there == [
            "ip link del tun0", "ip link add tun0 type ipip local 10.57.4.20 ttl 32",
            "ip link set tun0 up",
            "ip addr add 192.168.10.1/32 dev tun0", "ip addr add 192.168.10.2/32 dev tun0", "ip route add 10.8.0.0/16 dev tun0",
        ])
    }

    @Test func `a tunnel goes with the link below it, and is removed before`() throws {
        let red = Namespace("red"), blue = Namespace("blue")
        let base = blue { Vxlan("vxlan0", id: 1, dev: "eth0") }
        let lab = Lab("lab") {
            red; blue
            Stage("one") { Veth(red["eth0"], blue["eth0"]); base }
            Stage("two") { Veth(blue["eth0"], red["eth0"]); base }
        }
        #expect(try script(lab, from: 1, to: 2).prefix(2) == ["blue: ip link del vxlan0", "red: ip link del eth0"])
        #expect(try script(lab, from: 1, to: 2).filter { $0.contains("link add") }.count == 2)
    }

    @Test func `a vxlan device is changed where the kernel can, and forgets what it has learned`() throws {
        func changes(_ first: Vxlan, _ second: Vxlan) throws -> [String] { try self.changes { host1 { first } } to: { host1 { second } }.there }
        let forget = "bridge fdb flush dev vxlan0 nopermanent; ip neigh flush dev vxlan0"
        #expect(try changes(Vxlan("vxlan0", id: 1, dev: "eth0", ageing: 60, ttl: 9), Vxlan("vxlan0", id: 1, dev: "eth0", .nolearning))
            == ["ip link set vxlan0 type vxlan ttl 0 nolearning ageing 300", forget])
        // What is only said differently is no change.
        #expect(try changes(Vxlan("vxlan0", id: 1, dev: "eth0"), Vxlan("vxlan0", id: 1, port: 8472, dev: "eth0", .learning)) == [])
    }

    @Test func `a vxlan device of another VNI, port, family or lower link is made anew`() throws {
        let standing = Vxlan("vxlan0", id: 1, port: 4789, dev: "eth0")
        for other in [
            Vxlan("vxlan0", id: 2, port: 4789, dev: "eth0"), Vxlan("vxlan0", id: 1, dev: "eth0"), Vxlan("vxlan0", id: 1, port: 4789, dev: "veth-pod-a"),
            Vxlan("vxlan0", id: 1, port: 4789, group: "ff02::5", dev: "eth0"),
        ] {
            let changes = try changes { host1 { standing } } to: { host1 { other } }
            #expect(changes.there.first == "ip link del vxlan0" && changes.there.count == 3)
        }
    }

    @Test func `an entry that goes with the group is put again`() throws {
        let entry = Forwarding(.allZero, dst: "239.1.1.1", dev: "vxlan0")
        let changes = try changes { host1 { Vxlan("vxlan0", id: 1, group: "239.1.1.1", dev: "eth0"); entry } } to: { host1 { Vxlan("vxlan0", id: 1, dev: "eth0"); entry } }
        #expect(changes.there.last == "bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 239.1.1.1 self permanent")
        #expect(changes.back.allSatisfy { !$0.contains("00:00:00:00:00:00") })
    }

    @Test func `a standing tunnel gets the MTU that a changed underlay leaves it`() throws {
        let vxlan = Vxlan("vxlan0", id: 1, local: host1, dev: "eth0")
        let (there, back) = try changes { host1 { vxlan } } to: { host1 { vxlan; Link("eth0", mtu: 1400) } }
        #expect(there == ["ip link set eth0 mtu 1400", "ip link set vxlan0 mtu 1350"])
        #expect(back == ["ip link set eth0 mtu 1500", "ip link set vxlan0 mtu 1450"])
    }
}
