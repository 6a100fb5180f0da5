import Netlink

// What `wg` takes.

extension WireGuardLink {
    /// A private key that nobody needs to see goes from one program to the other.
    func command(for link: String) -> ShellCommand {
        let key = privateKey.map { "echo \($0)" } ?? "wg genkey"
        let port = listenPort.map { " listen-port \($0)" } ?? ""
        return ShellCommand(["bash", "-c", "\(key) | wg set \(link)\(port) private-key /dev/stdin"])
    }
}

extension PlannedPeer {
    /// - Parameter namespace: the name of a node's namespace
    func addition(namespace: (String) -> String) -> ShellCommand {
        var words: [String] = []
        if let endpoint {
            let address = endpoint.address.family == .ipv6 ? "[\(endpoint.address)]" : "\(endpoint.address)"
            words += ["endpoint", "\(address):\(endpoint.port)"]
        }
        if let keepalive { words += ["persistent-keepalive", "\(keepalive)"] }
        words += ["allowed-ips", allowedIPs.map { "\($0)" }.joined(separator: ",")]
        return command(words, namespace)
    }

    func removal(namespace: (String) -> String) -> ShellCommand { command(["remove"], namespace) }

    private func command(_ words: [String], _ namespace: (String) -> String) -> ShellCommand {
        switch key {
        case .known(let key): ShellCommand(["wg", "set", link, "peer", "\(key)"] + words)
        case .link(let peer):
            ShellCommand([
                "bash", "-c",
                "wg set \(link) peer \"$(ip netns exec \(namespace(peer.node)) wg show \(peer.link) public-key)\" " + words.joined(separator: " "),
            ])
        }
    }
}
