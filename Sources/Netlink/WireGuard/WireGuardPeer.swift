import Addresses

/// Another end of a WireGuard device: `wg set LINK peer KEY …`.
package struct WireGuardPeer: Sendable, Hashable {
    /// Where datagrams to it go.
    package struct Endpoint: Sendable, Hashable {
        package var address: IPAddress
        package var port: UInt16

        package init(address: IPAddress, port: UInt16) {
            self.address = address
            self.port = port
        }
    }

    package var publicKey: WireGuardKey
    /// `nil`: known once the peer has spoken.
    package var endpoint: Endpoint?
    /// Packets to these go to the peer, and of the peer's only those from these are taken.
    package var allowedIPs: [Prefix]
    /// In seconds; `nil`: silence is not broken.
    package var keepalive: UInt16?

    package init(publicKey: WireGuardKey, endpoint: Endpoint? = nil, allowedIPs: [Prefix] = [], keepalive: UInt16? = nil) {
        self.publicKey = publicKey
        self.endpoint = endpoint
        self.allowedIPs = allowedIPs
        self.keepalive = keepalive
    }
}

/// A WireGuard device as the kernel shows it: `wg show LINK dump`.
package struct WireGuardDevice: Sendable, Hashable {
    /// `nil`: it has no private key yet.
    package var publicKey: WireGuardKey?
    /// 0: a port that the kernel chooses.
    package var listenPort: UInt16 = 0
    package var peers: [WireGuardPeer] = []

    package init() {}

    /// Its own fields, without its peers.
    package var record: FieldRecord {
        var record = FieldRecord()
        record["listenPort"] = FieldValue(listenPort)
        record["publicKey"] = publicKey.map { .text("\($0)") }
        return record
    }
}

extension WireGuardPeer.Endpoint: CustomStringConvertible {
    /// `address:port`, of IPv6 `[address]:port`
    package var description: String { address.family == .ipv6 ? "[\(address)]:\(port)" : "\(address):\(port)" }
}
