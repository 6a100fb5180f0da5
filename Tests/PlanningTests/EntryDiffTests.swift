import Addresses
import Testing
import Warren

@testable import Planning

@Suite struct EntryDiffTests {
    private func lab(@NodeBuilder _ first: () -> [NodeElement], @NodeBuilder to second: () -> [NodeElement]) -> Lab {
        pair { Stage("one") { host1 { first() } }; Stage("two") { host1 { second() } } }
    }

    private func changes(@NodeBuilder _ first: () -> [NodeElement], @NodeBuilder to second: () -> [NodeElement]) throws -> [String] {
        try commands(lab(first, to: second), from: 1, to: 2, on: "host1")
    }

    @Test func `a sysctl that a stage does without is restored`() throws {
        let changes = try changes { Sysctl("net.ipv4.conf.all.rp_filter", 1); Sysctl("net.ipv4.conf.eth0.rp_filter", 2) } to: {}
        #expect(changes == ["sysctl -w net.ipv4.conf.all.rp_filter=0", "sysctl -w net.ipv4.conf.eth0.rp_filter=\"$(sysctl -n net.ipv4.conf.default.rp_filter)\""])
    }

    @Test func `a host's own setting comes back when the lab's goes`() throws {
        #expect(try changes { Sysctl("net.ipv4.ip_forward", 0) } to: {} == ["sysctl -w net.ipv4.ip_forward=1"])
        #expect(try changes { Sysctl("net.ipv4.conf.all.rp_filter", 1) } to: { Sysctl("net.ipv4.conf.all.rp_filter", 2) } == ["sysctl -w net.ipv4.conf.all.rp_filter=2"])
    }

    @Test func `a link's sysctl comes after the link, and goes with it`() throws {
        let lab = lab {} to: { IPIP("tun0"); Sysctl("net.ipv4.conf.tun0.rp_filter", 2) }
        #expect(try commands(lab, from: 1, to: 2, on: "host1").map { $0.prefix(12) } == ["ip link add ", "ip link set ", "sysctl -w ne"])
        #expect(try commands(lab, from: 2, to: 1, on: "host1") == ["ip link del tun0"])
        #expect(try changes { IPIP("tun0", ttl: 1); Sysctl("net.ipv4.conf.tun0.rp_filter", 2) } to: { IPIP("tun0", ttl: 2); Sysctl("net.ipv4.conf.tun0.rp_filter", 2) }.last == "sysctl -w net.ipv4.conf.tun0.rp_filter=2")
    }

    @Test func `an address that others depend on takes them along, and they are put back`() throws {
        let changes = try changes {
            Address("10.9.0.1/24", dev: "lo"); Address("10.9.0.2/24", dev: "lo")
        } to: {
            Address("10.9.0.2/24", dev: "lo")
        }
        #expect(changes == ["ip addr del 10.9.0.2/24 dev lo", "ip addr del 10.9.0.1/24 dev lo", "ip addr add 10.9.0.2/24 dev lo"])
    }

    @Test func `a later address of a network goes alone, and one of another network too`() throws {
        #expect(try changes { Address("10.57.4.30/24", dev: "eth0") } to: {} == ["ip addr del 10.57.4.30/24 dev eth0"])
        #expect(try changes { Address("10.8.0.1/24", dev: "lo"); Address("10.9.0.1/24", dev: "lo") } to: { Address("10.9.0.1/24", dev: "lo") } == ["ip addr del 10.8.0.1/24 dev lo"])
        #expect(try changes { Address("fd00::1/64", dev: "lo"); Address("fd00::2/64", dev: "lo") } to: { Address("fd00::2/64", dev: "lo") } == ["ip addr del fd00::1/64 dev lo"])
    }

    @Test func `the last IPv4 address of a link takes its routes and neighbours along`() throws {
        let rest = [NodeElement(Route("10.8.0.0/16", dev: "tun0")), NodeElement(Route("default", dev: "tun0", metric: 5))]
        let changes = try changes { IPIP("tun0"); Address("10.9.0.1/32", dev: "tun0"); rest } to: { IPIP("tun0"); Address("10.9.0.2/32", dev: "tun0"); rest }
        #expect(changes == [
            "ip route del default dev tun0 metric 5", "ip route del 10.8.0.0/16 dev tun0", "ip addr del 10.9.0.1/32 dev tun0",
            "ip addr add 10.9.0.2/32 dev tun0", "ip route add 10.8.0.0/16 dev tun0", "ip route add default dev tun0 metric 5",
        ])
    }

    @Test func `an address takes the routes along whose source it is`() throws {
        let changes = try changes {
            Address("10.9.0.1/24", dev: "lo"); Address("10.9.0.2/24", dev: "lo"); Route("10.8.0.0/16", via: host2, src: "10.9.0.2")
        } to: {
            Address("10.9.0.2/24", dev: "lo"); Route("10.8.0.0/16", via: host2, src: "10.9.0.2")
        }
        #expect(changes.first == "ip route del 10.8.0.0/16 via 10.57.4.21 dev eth0 src 10.9.0.2")
        #expect(changes.last == "ip route add 10.8.0.0/16 via 10.57.4.21 dev eth0 src 10.9.0.2")
    }

    @Test func `a route that changes is removed before it is put`() throws {
        #expect(try changes { Route("10.8.0.0/16", via: host2) } to: { Route("10.8.0.0/16", .blackhole) } == ["ip route del 10.8.0.0/16 via 10.57.4.21 dev eth0", "ip route add blackhole 10.8.0.0/16"])
    }

    @Test func `entries go in the reverse of the order in which they are put`() throws {
        let vxlan = Vxlan("vxlan0", id: 1, dev: "eth0")
        let changes = try changes {
            vxlan
            Address("10.9.0.1/24", dev: "vxlan0"); Route("10.8.0.0/16", via: "10.9.0.2"); Neighbour("10.9.0.2", mac: .broadcast, dev: "vxlan0"); Forwarding(.allZero, dst: host2, dev: "vxlan0")
        } to: { vxlan }
        #expect(changes.map { $0.split(separator: " ")[1] } == ["fdb", "neigh", "route", "addr"])
    }

    @Test func `a pod of one stage takes its cable and its host's route along`() throws {
        let guest = Pod("guest", "192.168.10.11/24", on: host1)
        let lab = pair { Stage("without") {}; Stage("with") { guest } }
        #expect(try script(lab, from: 2, to: 1) == ["host1: ip link del veth-guest", "guest: ip netns delete guest"])
        let there = try script(lab, from: 1, to: 2)
        #expect(there.first == "guest: ip netns add guest")
        #expect(there.contains("host1: ip route add 192.168.10.11 dev veth-guest scope link"))
        #expect(there.allSatisfy { $0.hasPrefix("guest:") || $0.hasPrefix("host1:") })
    }

    @Test func `a node that goes takes the veth ends of those that stay`() throws {
        let red = Namespace("red"), blue = Namespace("blue")
        let lab = Lab("lab") { red; Stage("with") { blue; Veth(blue["eth0"], red["eth0"]); red { Address("10.0.0.1/24", dev: "eth0") } }; Stage("without") {} }
        #expect(try script(lab, from: 1, to: 2) == ["red: ip link del eth0", "blue: ip netns delete blue"])
    }

    @Test func `a pod that changes its style keeps its cable and loses the other style's settings`() throws {
        let routed = Pod("guest", "192.168.12.10/24", on: host1), pointed = Pod("guest", "192.168.12.10/24", on: host1, style: .pointToPoint(gateway: "192.168.12.1"))
        let lab = pair { Stage("one") { routed }; Stage("two") { pointed } }
        #expect(try commands(lab, from: 1, to: 2, on: "host1") == [
            "sysctl -w net.ipv4.conf.veth-guest.proxy_arp=0", "ip ntable change name arp_cache dev veth-guest proxy_delay 800", "ip addr add 192.168.12.1/32 dev veth-guest",
        ])
    }
}
