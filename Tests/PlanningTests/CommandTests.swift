import Addresses
import Netlink
import Testing

@testable import Planning

@Suite struct CommandTests {
    private let a = IPAddress("10.57.4.20")!, b = IPAddress("10.57.4.21")!, six = IPAddress("fd00::1")!
    private let net = Prefix("192.168.11.0/24")!
    private let mac = MACAddress("8a:e7:df:c0:84:07")!

    private func command(_ operation: Planning.Operation) -> String { operation.command(in: "host1") }
    private func route(_ entry: RouteEntry) -> String { command(.add(entry)) }
    private func change(_ change: LinkChange) -> String { command(.changeLink("eth0", change)) }
    private func link(_ kind: LinkKind) -> String { command(.createLink(LinkRequest(name: "x0", kind: kind))) }

    @Test func `namespaces are ip netns`() {
        #expect(command(.createNamespace) == "ip netns add host1")
        #expect(command(.removeNamespace) == "ip netns delete host1")
    }

    @Test func `links are ip link add and del, the common words before the kind`() {
        #expect(command(.createLink(LinkRequest(name: "br0", kind: .bridge(BridgeLink()), mac: mac, mtu: 1400))) == "ip link add br0 address 8a:e7:df:c0:84:07 mtu 1400 type bridge")
        #expect(command(.deleteLink("br0")) == "ip link del br0")
    }

    @Test func `a bridge's ageing is in hundredths of a second`() {
        #expect(link(.bridge(BridgeLink(ageing: 300, stp: false, multicastSnooping: true))) == "ip link add x0 type bridge ageing_time 30000 stp_state 0 mcast_snooping 1")
    }

    @Test func `a veth's peer comes with name, address, MTU and namespace`() {
        #expect(link(.veth(VethLink(peerName: "y"))) == "ip link add x0 type veth peer name y")
        #expect(link(.veth(VethLink(peerName: "y", peerNamespace: "pod", peerMAC: mac, peerMTU: 1400))) == "ip link add x0 type veth peer name y address 8a:e7:df:c0:84:07 mtu 1400 netns pod")
    }

    @Test func `a vxlan has its VNI and its port`() {
        #expect(link(.vxlan(VxlanLink(id: 100, port: 4789, local: a, device: "eth0", learning: false, ageing: 60, ttl: 8)))
            == "ip link add x0 type vxlan id 100 dstport 4789 local 10.57.4.20 dev eth0 ttl 8 nolearning ageing 60")
        #expect(link(.vxlan(VxlanLink(id: 100, group: IPAddress("239.1.1.1"), device: "eth0", learning: true)))
            == "ip link add x0 type vxlan id 100 dstport 0 group 239.1.1.1 dev eth0 learning")
        #expect(link(.vxlan(VxlanLink(id: 1, remote: b))) == "ip link add x0 type vxlan id 1 dstport 0 remote 10.57.4.21")
    }

    @Test func `an ipip tunnel has its ends`() {
        #expect(link(.ipip(IPIPLink(local: a, remote: b, ttl: 64, pathMTUDiscovery: false, device: "eth0"))) == "ip link add x0 type ipip local 10.57.4.20 remote 10.57.4.21 dev eth0 ttl 64 nopmtudisc")
        #expect(link(.ipip(IPIPLink())) == "ip link add x0 type ipip")
    }

    @Test func `a change is one ip link set where it can be`() {
        #expect(change(LinkChange(up: true)) == "ip link set eth0 up")
        #expect(change(LinkChange(up: false)) == "ip link set eth0 down")
        #expect(change(LinkChange(up: true, mtu: 1400, mac: mac, master: .link("br0"))) == "ip link set eth0 address 8a:e7:df:c0:84:07 mtu 1400 master br0 up")
        #expect(change(LinkChange(master: .none)) == "ip link set eth0 nomaster")
    }

    @Test func `a port's settings come after it is a port and before it is up`() {
        #expect(change(LinkChange(up: true, master: .link("br0"), hairpin: true, learning: false))
            == "ip link set eth0 master br0; bridge link set dev eth0 hairpin on learning off; ip link set eth0 up")
    }

    @Test func `settings that a link acts on come before it is up`() {
        #expect(change(LinkChange(up: true, generatesIPv6Addresses: false, ipv4Settings: [.rpFilter: 0, .proxyARP: 1]))
            == "ip link set eth0 addrgenmode none; sysctl -w net.ipv4.conf.eth0.proxy_arp=1; sysctl -w net.ipv4.conf.eth0.rp_filter=0; ip link set eth0 up")
        #expect(change(LinkChange(generatesIPv6Addresses: true)) == "ip link set eth0 addrgenmode eui64")
        #expect(command(.changeLink("mustang.tun0", LinkChange(ipv4Settings: [.forwarding: 1]))) == "sysctl -w net.ipv4.conf.mustang/tun0.forwarding=1")
    }

    @Test func `the proxy delay is of ip ntable`() {
        #expect(command(.changeLink("eth0", LinkChange(proxyDelay: 0))) == "ip ntable change name arp_cache dev eth0 proxy_delay 0")
    }

    @Test func `addresses are ip addr`() {
        let four = AddressEntry(link: "eth0", address: Prefix("10.57.4.20/24")!)
        let six = AddressEntry(link: "eth0", address: Prefix("fd00::1/64")!, noDAD: true)
        #expect(command(.add(four)) == "ip addr add 10.57.4.20/24 dev eth0")
        #expect(command(.add(six)) == "ip addr add fd00::1/64 dev eth0 nodad")
        #expect(command(.remove(six)) == "ip addr del fd00::1/64 dev eth0")
        // The length of the network is the peer's, as ip(8) has it.
        let far = AddressEntry(link: "eth0", address: Prefix("10.0.0.1/24")!, peer: b, scope: .link)
        #expect(command(.add(far)) == "ip addr add 10.0.0.1 peer 10.57.4.21/24 dev eth0 scope link")
        #expect(command(.remove(far)) == "ip addr del 10.0.0.1 peer 10.57.4.21/24 dev eth0")
    }

    @Test func `routes are ip route`() {
        #expect(route(RouteEntry(destination: net, via: b, device: "eth0", onlink: true)) == "ip route add 192.168.11.0/24 via 10.57.4.21 dev eth0 onlink")
        #expect(route(RouteEntry(destination: .default(.ipv4), via: b)) == "ip route add default via 10.57.4.21")
        #expect(route(RouteEntry(destination: Prefix(host: b), device: "eth0", scope: .link, source: a, metric: 10, mtu: 1400)) == "ip route add 10.57.4.21 dev eth0 scope link src 10.57.4.20 metric 10 mtu 1400")
        #expect(route(RouteEntry(destination: net, via: six, device: "eth0")) == "ip route add 192.168.11.0/24 via inet6 fd00::1 dev eth0")
        #expect(route(RouteEntry(destination: net, type: .blackhole)) == "ip route add blackhole 192.168.11.0/24")
        #expect(command(.remove(RouteEntry(destination: net, via: b, metric: 10))) == "ip route del 192.168.11.0/24 via 10.57.4.21 metric 10")
    }

    @Test func `a default route of IPv6 names its family`() {
        #expect(route(RouteEntry(destination: .default(.ipv6), device: "eth0")) == "ip -6 route add default dev eth0")
        #expect(route(RouteEntry(destination: .default(.ipv6), type: .unreachable)) == "ip -6 route add unreachable default")
        #expect(command(.remove(RouteEntry(destination: .default(.ipv6), via: six))) == "ip -6 route del default via fd00::1")
    }

    @Test func `neighbours are ip neigh`() {
        let entry = NeighbourEntry(link: "eth0", address: b, mac: mac)
        #expect(command(.add(entry)) == "ip neigh add 10.57.4.21 lladdr 8a:e7:df:c0:84:07 dev eth0 nud permanent")
        #expect(command(.remove(entry)) == "ip neigh del 10.57.4.21 dev eth0")
    }

    @Test func `forwarding entries are bridge fdb`() {
        let entry = ForwardingEntry(link: "vxlan0", mac: .zero, destination: b)
        #expect(command(.add(entry)) == "bridge fdb append 00:00:00:00:00:00 dev vxlan0 dst 10.57.4.21 self permanent")
        #expect(command(.remove(entry)) == "bridge fdb del 00:00:00:00:00:00 dev vxlan0 dst 10.57.4.21 self")
        let station = ForwardingEntry(link: "vxlan0", mac: mac, destination: b)
        #expect(command(.add(station)) == "bridge fdb replace 8a:e7:df:c0:84:07 dev vxlan0 dst 10.57.4.21 self permanent")
    }

    @Test func `settings are sysctl, and their values one word`() {
        #expect(command(.setSysctl("net.ipv4.ip_forward", value: "1")) == "sysctl -w net.ipv4.ip_forward=1")
        #expect(command(.setSysctl("net.ipv4.ping_group_range", value: "0 100")) == "sysctl -w 'net.ipv4.ping_group_range=0 100'")
        #expect(command(.setSysctl("net.x.y", value: "it's $(x)")) == "sysctl -w 'net.x.y=it'\\''s $(x)'")
    }

    @Test func `a setting goes back to what a new namespace has, or a new link`() {
        #expect(command(.restoreSysctl("net.ipv4.ip_forward")) == "sysctl -w net.ipv4.ip_forward=0")
        #expect(command(.restoreSysctl("net.ipv4.ping_group_range"))
            == "sysctl -w net.ipv4.ping_group_range=\"$(unshare -n sysctl -n net.ipv4.ping_group_range)\"")
        #expect(command(.restoreSysctl("net.ipv4.conf.mustang/tun0.rp_filter"))
            == "sysctl -w net.ipv4.conf.mustang/tun0.rp_filter=\"$(sysctl -n net.ipv4.conf.default.rp_filter)\"")
    }

    @Test func `a link's name that ip takes for a word of its own, or for the beginning of one, is behind dev`() {
        #expect(command(.changeLink("up", LinkChange(up: true))) == "ip link set dev up up")
        #expect(command(.deleteLink("a")) == "ip link del dev a")
        #expect(command(.createLink(LinkRequest(name: "type", kind: .bridge(BridgeLink())))) == "ip link add dev type type bridge")
        #expect(command(.deleteLink("eth0;x")) == "ip link del 'eth0;x'")
    }

    @Test func `what ends a program ends that of the node alone, and its name is no pattern`() {
        #expect(command(.end(PlannedProcess(arguments: ["nc", "-l", "10.0.0.1", "it's"])))
            == #"pkill --ns $$ --nslist net --exact --full 'nc -l 10\.0\.0\.1 it'\''s'"#)
    }
}
