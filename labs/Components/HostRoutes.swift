import Warren

/// A Linux host is already a router: one route per peer, as the stage "Host routes" of pods-across-hosts.swift has them.
struct HostRoutes: Component {
    let host1: Host, host2: Host

    init(between host1: Host, and host2: Host) { (self.host1, self.host2) = (host1, host2) }

    var body: [Element] {
        host1 { Route("192.168.11.0/24", via: host2, dev: "eth0", .onlink) }
        host2 { Route("192.168.10.0/24", via: host1, dev: "eth0", .onlink) }
    }
}
