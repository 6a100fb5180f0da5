import Addresses

extension NetworkState {
    /// An /etc/hosts for the lab: each node by its name, with the address that it stands for in either family.
    package var hostsFile: String {
        var lines = ["127.0.0.1\tlocalhost", "::1\tlocalhost ip6-localhost ip6-loopback"]
        for node in nodes {
            for family in [IPAddress.Family.ipv4, .ipv6] {
                if let address = node.primaryAddress(family) { lines.append("\(address)\t\(node.name)") }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
