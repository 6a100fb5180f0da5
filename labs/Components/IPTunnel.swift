import Warren

/// Another IP header in front, as the stage "IP tunnel" of pods-across-hosts.swift has it: the route's next hop becomes the
/// outer destination.
struct IPTunnel: Component {
    let host1: Host, host2: Host

    init(between host1: Host, and host2: Host) { (self.host1, self.host2) = (host1, host2) }

    var body: [Element] {
        host1 {
            IPIP("mustang.tun0", local: host1, ttl: 64, mtu: 1480)
            Route("192.168.11.0/24", via: host2, dev: "mustang.tun0", .onlink)
            Address("192.168.10.1/32", dev: "mustang.tun0")
        }
        host2 {
            IPIP("mustang.tun0", local: host2, ttl: 64, mtu: 1480)
            Route("192.168.10.0/24", via: host1, dev: "mustang.tun0", .onlink)
            Address("192.168.11.1/32", dev: "mustang.tun0")
        }
    }
}
