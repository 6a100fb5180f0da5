/// Another end of a ``Wireguard`` device.
///
///     WireguardPeer(host2["wg0"], dev: "wg0", endpoint: host2, allowedIPs: ["192.168.11.0/24"])
///
/// Packets to the allowed addresses are encrypted for the peer, and of the peer's packets only those from these addresses are
/// taken. The routes into the device are the lab's own affair.
public struct WireguardPeer: NodeWord {
    /// The peer's device, of which the public key is asked when the lab is built; `nil`: see ``publicKey``.
    public var link: LinkReference?
    /// 44 characters of Base64, for a peer that is not of the lab's making, or whose private key the lab gives.
    public var publicKey: String?
    /// The device of this node.
    public var dev: String
    /// Where the peer is; `nil`: known once it has spoken.
    public var endpoint: Reference?
    /// The UDP port there; `nil`: the one on which the peer's device listens.
    public var port: Int?
    /// Addresses and networks behind the peer; a node for all of its addresses.
    public var allowedIPs: [Reference]
    /// Every so many seconds something is sent, 1 to 65,535; `nil`: only what there is to send.
    public var keepalive: Int?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A peer of the lab.
    ///
    /// - Parameters:
    ///   - link: the peer's device
    ///   - dev: the device of this node
    ///   - endpoint: where the peer is; `nil`: known once it has spoken
    ///   - port: the UDP port there; `nil`: the one on which the peer's device listens
    ///   - allowedIPs: addresses and networks behind the peer
    ///   - keepalive: every so many seconds something is sent, 1 to 65,535
    public init(
        _ link: LinkReference, dev: String, endpoint: (any AddressConvertible)? = nil, port: Int? = nil,
        allowedIPs: [any AddressConvertible], keepalive: Int? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.link = link
        self.dev = dev
        self.endpoint = endpoint?.addressReference
        self.port = port
        self.allowedIPs = allowedIPs.map(\.addressReference)
        self.keepalive = keepalive
        self.source = SourceLocation(file: file, line: line)
    }

    /// A peer by its public key.
    ///
    /// - Parameters:
    ///   - publicKey: 44 characters of Base64, as `wg pubkey` prints
    ///   - dev: the device of this node
    ///   - endpoint: where the peer is; `nil`: known once it has spoken
    ///   - port: the UDP port there, which an endpoint needs
    ///   - allowedIPs: addresses and networks behind the peer
    ///   - keepalive: every so many seconds something is sent, 1 to 65,535
    public init(
        publicKey: String, dev: String, endpoint: (any AddressConvertible)? = nil, port: Int? = nil,
        allowedIPs: [any AddressConvertible], keepalive: Int? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.publicKey = publicKey
        self.dev = dev
        self.endpoint = endpoint?.addressReference
        self.port = port
        self.allowedIPs = allowedIPs.map(\.addressReference)
        self.keepalive = keepalive
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "wireguardPeer"
    public var references: [Reference] { [link.map { .link($0) }, endpoint].compactMap { $0 } + allowedIPs }
}
