/// A geneve device: Ethernet frames inside UDP datagrams to one peer (RFC 8926).
///
///     host1 { Geneve("gnv0", id: 100, remote: host2) }
///
/// The device is up. All that is sent by it goes to the peer; the outer source is the address by which the node reaches it.
public struct Geneve: NodeWord {
    /// The link's name, of at most 15 bytes.
    public var name: String
    /// The VNI, 0 to 16,777,215.
    public var id: Int
    /// The other end.
    public var remote: Reference
    /// The UDP port; `nil`: IANA's 6081.
    public var port: Int?
    /// The outer TTL, 1 to 255; `nil`: the kernel's choice.
    public var ttl: Int?
    /// The outer type of service, 0 to 255; `nil`: 0.
    public var tos: Int?
    /// In bytes; `nil`: the underlying link's less the overhead (50 bytes, over IPv6 70).
    public var mtu: Int?
    /// `nil`: an address of Warren's own making, the same in every run.
    public var mac: Reference?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A geneve device, which is up.
    ///
    /// - Parameters:
    ///   - id: the VNI, 0 to 16,777,215
    ///   - remote: the other end
    ///   - port: the UDP port; `nil`: IANA's 6081
    ///   - ttl: the outer TTL, 1 to 255; `nil`: the kernel's choice
    ///   - tos: the outer type of service, 0 to 255
    ///   - mtu: in bytes; `nil`: the underlying link's less the overhead
    ///   - mac: `nil`: an address of Warren's own making
    public init(
        _ name: String, id: Int, remote: any AddressConvertible, port: Int? = nil, ttl: Int? = nil, tos: Int? = nil,
        mtu: Int? = nil, mac: (any MACConvertible)? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.name = name
        self.id = id
        self.remote = remote.addressReference
        self.port = port
        self.ttl = ttl
        self.tos = tos
        self.mtu = mtu
        self.mac = mac?.macReference
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "geneve"
    public var references: [Reference] { [remote, mac].compactMap { $0 } }
}
