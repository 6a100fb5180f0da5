import Addresses
import Testing
import Warren

@testable import Planning

@Suite struct ArticleDiffTests {
    /// What a device on host1 takes in every stage that has one.
    private let mac1 = MACAddress.stable(node: "host1", link: "vxlan0")
    private let mac2 = MACAddress.stable(node: "host2", link: "vxlan0")
    private let up = "ip link set vxlan0 up"
    private let forget = ["bridge fdb flush dev vxlan0 nopermanent; ip neigh flush dev vxlan0"]
    private let overlay = ["ip addr add 192.168.10.1/32 dev vxlan0", "ip route add 192.168.11.0/24 via 192.168.11.1 dev vxlan0 onlink"]

    @Test func `to host routes it is one route on each host`() throws {
        #expect(try script(article, from: 1, to: 2) == [
            "host1: ip route add 192.168.11.0/24 via 10.57.4.21 dev eth0 onlink",
            "host2: ip route add 192.168.10.0/24 via 10.57.4.20 dev eth0 onlink",
        ])
    }

    @Test func `to the tunnel the routes go first`() throws {
        #expect(try script(article, from: 2, to: 3) == [
            "host1: ip route del 192.168.11.0/24 via 10.57.4.21 dev eth0 onlink",
            "host2: ip route del 192.168.10.0/24 via 10.57.4.20 dev eth0 onlink",
            "host1: ip link add mustang.tun0 mtu 1480 type ipip local 10.57.4.20 ttl 64",
            "host2: ip link add mustang.tun0 mtu 1480 type ipip local 10.57.4.21 ttl 64",
            "host1: ip link set mustang.tun0 up",
            "host2: ip link set mustang.tun0 up",
            "host1: ip addr add 192.168.10.1/32 dev mustang.tun0",
            "host1: ip route add 192.168.11.0/24 via 10.57.4.21 dev mustang.tun0 onlink",
            "host2: ip addr add 192.168.11.1/32 dev mustang.tun0",
            "host2: ip route add 192.168.10.0/24 via 10.57.4.20 dev mustang.tun0 onlink",
        ])
    }

    @Test func `to vxlan the tunnel goes, and with it all that was on it`() throws {
        #expect(try commands(article, from: 3, to: 4, on: "host1") == [
            "ip link del mustang.tun0",
            "ip link add vxlan0 address \(mac1) type vxlan id 100 dstport 4789 local 10.57.4.20 dev eth0 learning",
            up,
        ] + overlay + ["bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.57.4.21 self permanent"])
    }

    @Test func `to multicast the device is told a group, and forgets`() throws {
        #expect(try commands(article, from: 4, to: 5, on: "host1") == [
            "bridge fdb del 00:00:00:00:00:00 dev vxlan0 dst 10.57.4.21 self",
            "ip link set vxlan0 type vxlan local 0.0.0.0 group 239.1.1.1 dev eth0",
        ] + forget)
    }

    @Test func `to static entries the device is told not to learn, and the entries are put`() throws {
        #expect(try commands(article, from: 5, to: 6, on: "host1") == [
            "ip link set vxlan0 type vxlan local 10.57.4.20 remote 0.0.0.0 nolearning",
        ] + forget + [
            "ip neigh add 192.168.11.1 lladdr \(mac2) dev vxlan0 nud permanent",
            "bridge fdb replace \(mac2) dev vxlan0 dst 10.57.4.21 self permanent",
        ])
    }

    @Test func `only the hosts are touched`() throws {
        for stage in 1..<6 { #expect(Set(try steps(article, from: stage, to: stage + 1).map(\.node)) == ["host1", "host2"]) }
    }

    @Test func `back to the environment everything that was added goes`() throws {
        #expect(try script(article, from: 6, to: 1) == ["host1: ip link del vxlan0", "host2: ip link del vxlan0"])
        #expect(try script(article, from: 2, to: 1).count == 2)
    }

    @Test func `a stage differs from itself by nothing`() throws {
        for stage in 1...6 { #expect(try steps(article, from: stage, to: stage) == []) }
    }

    @Test func `removals say which stage does without, additions why`() throws {
        let steps = try steps(article, from: 3, to: 4).filter { $0.node == "host1" }
        #expect(steps.map(\.reason) == [
            "stage 4 does without it",
            "frames travel inside UDP; where to, the device learns",
            "up",
            "host1's own address on vxlan0",
            "192.168.11.0/24 goes into vxlan0, in a frame for whoever has 192.168.11.1",
            "frames for unknown addresses go to 10.57.4.21",
        ])
    }
}
