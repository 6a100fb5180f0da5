import Netlink

// What `wg` takes.

extension PlannedPeer {
    /// - Parameter namespace: the name of a node's namespace
    func addition(namespace: (String) -> String) -> [String] {
        var words: [String] = []
        if let endpoint { words += ["endpoint", "\(endpoint)"] }
        if let keepalive { words += ["persistent-keepalive", "\(keepalive)"] }
        words += ["allowed-ips", allowedIPs.map { "\($0)" }.joined(separator: ",")]
        return command(words, namespace)
    }

    func removal(namespace: (String) -> String) -> [String] { command(["remove"], namespace) }

    private func command(_ words: [String], _ namespace: (String) -> String) -> [String] {
        switch key {
        case .known(let key): ["wg", "set", link, "peer", "\(key)"] + words
        case .link(let peer):
            [
                "bash", "-c",
                "wg set \(link) peer \"$(ip netns exec \(namespace(peer.node)) wg show \(peer.link) public-key)\" " + words.joined(separator: " "),
            ]
        }
    }
}
