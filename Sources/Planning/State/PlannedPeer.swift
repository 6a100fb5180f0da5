import Addresses
import Netlink
import Warren

/// A peer of a WireGuard device as a stage wants it.
package struct PlannedPeer: Sendable, Hashable {
    /// Whose the peer is.
    package enum Key: Sendable, Hashable {
        /// The public key of a device of the lab, which is known once that is made.
        case link(LinkReference)
        case known(WireGuardKey)
    }

    /// The device of this node.
    package var link: String
    package var key: Key
    package var endpoint: WireGuardPeer.Endpoint?
    /// Sorted, so that equal peers are equal.
    package var allowedIPs: [Prefix]
    /// In seconds.
    package var keepalive: UInt16?

    package init(link: String, key: Key, endpoint: WireGuardPeer.Endpoint?, allowedIPs: [Prefix], keepalive: UInt16?) {
        self.link = link
        self.key = key
        self.endpoint = endpoint
        self.allowedIPs = allowedIPs.sorted { ($0.address, $0.length) < ($1.address, $1.length) }
        self.keepalive = keepalive
    }
}

extension PlannedPeer: KernelObject {
    package static let noun = "peer"
    package static let plural = "peers"
    package static let family = NetlinkFamily.generic("wireguard")

    package static let fields = FieldTable<PlannedPeer>(
        Field("link", reading: \.link, record: { .text($0) }, says: { ["dev", $0] }),
        Field("publicKey", reading: \.key, record: { .text("\($0)") }, says: { ["key", "\($0)"] }),
        // The kernel learns an endpoint that nobody gave.
        Field("endpoint", reading: \.endpoint, record: { $0.map { .text("\($0)") } }, says: { $0.map { ["endpoint", "\($0)"] } ?? [] })
            .compared { $0.endpoint == nil || $0.endpoint == $1.endpoint },
        Field("allowedIPs", reading: \.allowedIPs, record: { .list($0.map { .text("\($0)") }) })
            .said { ["allowed-ips", $0.allowedIPs.map { "\($0)" }.joined(separator: ",")] },
        Field("keepalive", reading: \.keepalive, record: { $0.map { .integer(Int64($0)) } })
            .said { $0.keepalive.map { ["persistent-keepalive", "\($0)"] } ?? [] })

    package static let placement = ObjectPlacement.link(isOne: false)
    package var phrase: String {
        let place = endpoint.map { "at \($0) " } ?? ""
        return "peer \("\(key)".prefix(8))… \(place)for " + allowedIPs.map { "\($0)" }.joined(separator: ", ")
    }

    /// Whoever reads them knows the keys, and not whose they are.
    package static func all(in reader: NamespaceReader) throws(NetlinkError) -> [PlannedPeer] {
        try reader.wireGuards().flatMap { name, device in
            device.peers.map { PlannedPeer(link: name, key: .known($0.publicKey), endpoint: $0.endpoint, allowedIPs: $0.allowedIPs, keepalive: $0.keepalive) }
        }
    }

    package func add(to batch: inout Batch, names: some Names) throws(NetlinkError) {
        batch.addWireGuardPeer(
            WireGuardPeer(publicKey: try key.value(names), endpoint: endpoint, allowedIPs: allowedIPs, keepalive: keepalive), to: link)
    }

    package func remove(from batch: inout Batch, names: some Names) throws(NetlinkError) {
        batch.removeWireGuardPeer(try key.value(names), from: link)
    }

    package var additions: [[String]] { [addition { $0 }] }
    package var removals: [[String]] { [removal { $0 }] }
    package var links: [String] { [link] }

    /// A peer whose device is made anew has another key: the old one is of no use.
    package func fate(_ change: some NodeChanges) -> Fate {
        if !change.stays(link) { return .taken }
        return if case .link(let peer) = key, !change.stays(peer.link, in: peer.node) { .renewed } else { .stays }
    }
}

extension PlannedPeer.Key: CustomStringConvertible {
    package var description: String {
        switch self {
        case .link(let link): "\(link)"
        case .known(let key): "\(key)"
        }
    }

    func value(_ names: some Names) throws(NetlinkError) -> WireGuardKey {
        switch self {
        case .known(let key): key
        case .link(let link): try names.publicKey(ofLink: link.link, in: link.node)
        }
    }
}
