import Warren

/// Whole frames inside UDP, as the stage "vxlan" of pods-across-hosts.swift has it: an entry says to whom questions go, and the
/// device learns the rest from the answers.
struct VxlanTunnel: Component {
    let host1: Host, host2: Host

    init(between host1: Host, and host2: Host) { (self.host1, self.host2) = (host1, host2) }

    var body: [Element] {
        host1 {
            Vxlan("vxlan0", id: 100, port: 4789, local: host1, dev: "eth0", .learning)
            Address("192.168.10.1/32", dev: "vxlan0")
            Route("192.168.11.0/24", via: "192.168.11.1", dev: "vxlan0", .onlink)
            Forwarding(.allZero, dst: host2, dev: "vxlan0")
        }
        host2 {
            Vxlan("vxlan0", id: 100, port: 4789, local: host2, dev: "eth0", .learning)
            Address("192.168.11.1/32", dev: "vxlan0")
            Route("192.168.10.0/24", via: "192.168.10.1", dev: "vxlan0", .onlink)
            Forwarding(.allZero, dst: host1, dev: "vxlan0")
        }
    }
}
