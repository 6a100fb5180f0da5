/// An IP-in-IP tunnel device (RFC 2003): another IPv4 header in front.
///
///     host1 { IPIP("mustang.tun0", local: host1, ttl: 64, mtu: 1480) }
///
/// The device is up. Without `remote` it is one-to-many: the outer destination is the next hop of the
/// route that leads into the tunnel. On a kernel without the ipip driver a TUN device of the same name
/// and a relay put the same bytes on the wire, or programs in the kernel once it is busy.
public struct IPIP: NodeWord {
    /// The link's name, of at most 15 bytes.
    public var name: String
    /// The outer source address.
    public var local: Reference?
    /// The other end, for a tunnel to one peer alone.
    public var remote: Reference?
    /// The outer TTL, 1 to 255; `nil`: that of the inner packet.
    public var ttl: Int?
    /// In bytes; `nil`: 1480, the underlay's 1500 less the outer header's 20.
    public var mtu: Int?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A tunnel device, which is up.
    ///
    /// - Parameters:
    ///   - local: the outer source address
    ///   - remote: the other end; `nil`: the next hop of the route that leads into the tunnel
    ///   - ttl: the outer TTL, 1 to 255; `nil`: that of the inner packet
    ///   - mtu: in bytes; `nil`: 1480
    public init(
        _ name: String, local: (any AddressConvertible)? = nil, remote: (any AddressConvertible)? = nil,
        ttl: Int? = nil, mtu: Int? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.name = name
        self.local = local?.addressReference
        self.remote = remote?.addressReference
        self.ttl = ttl
        self.mtu = mtu
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "ipip"
    public var references: [Reference] { [local, remote].compactMap { $0 } }
}
