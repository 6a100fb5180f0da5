import Addresses

/// Another end of a WireGuard device: `wg set LINK peer KEY …`.
public struct WireGuardPeer: Sendable, Hashable {
    /// Where datagrams to it go.
    public struct Endpoint: Sendable, Hashable {
        public var address: IPAddress
        public var port: UInt16

        public init(address: IPAddress, port: UInt16) {
            self.address = address
            self.port = port
        }
    }

    public var publicKey: WireGuardKey
    /// `nil`: known once the peer has spoken.
    public var endpoint: Endpoint?
    /// Packets to these go to the peer, and of the peer's only those from these are taken.
    public var allowedIPs: [Prefix]
    /// In seconds; `nil`: silence is not broken.
    public var keepalive: UInt16?

    public init(publicKey: WireGuardKey, endpoint: Endpoint? = nil, allowedIPs: [Prefix] = [], keepalive: UInt16? = nil) {
        self.publicKey = publicKey
        self.endpoint = endpoint
        self.allowedIPs = allowedIPs
        self.keepalive = keepalive
    }
}

/// A WireGuard device as the kernel shows it: `wg show LINK dump`.
public struct WireGuardDevice: Sendable, Hashable {
    /// `nil`: it has no private key yet.
    public var publicKey: WireGuardKey?
    /// 0: a port that the kernel chooses.
    public var listenPort: UInt16 = 0
    public var peers: [WireGuardPeer] = []

    public init() {}

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
    public var description: String { address.family == .ipv6 ? "[\(address)]:\(port)" : "\(address):\(port)" }
}
