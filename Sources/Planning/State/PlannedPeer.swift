import Addresses
import Netlink
import Warren

/// A peer of a WireGuard device as a stage wants it.
public struct PlannedPeer: Sendable, Hashable {
    /// Whose the peer is.
    public enum Key: Sendable, Hashable {
        /// The public key of a device of the lab, which is known once that is made.
        case link(LinkReference)
        case known(WireGuardKey)
    }

    /// The device of this node.
    public var link: String
    public var key: Key
    public var endpoint: WireGuardPeer.Endpoint?
    /// Sorted, so that equal peers are equal.
    public var allowedIPs: [Prefix]
    /// In seconds.
    public var keepalive: UInt16?

    public init(link: String, key: Key, endpoint: WireGuardPeer.Endpoint?, allowedIPs: [Prefix], keepalive: UInt16?) {
        self.link = link
        self.key = key
        self.endpoint = endpoint
        self.allowedIPs = allowedIPs.sorted { ($0.address, $0.length) < ($1.address, $1.length) }
        self.keepalive = keepalive
    }

    /// Whether `found`, whose key is named like this one's, is this peer. The kernel learns an endpoint that nobody gave.
    func isSame(as found: PlannedPeer) -> Bool {
        link == found.link && key == found.key && (endpoint == nil || endpoint == found.endpoint) && allowedIPs == found.allowedIPs
            && keepalive == found.keepalive
    }
}
