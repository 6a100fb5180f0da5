/// A GRE tunnel device (RFC 2784, RFC 2890): an IP header and 4 to 16 bytes of GRE in front of each packet.
///
///     host1 { GRE("gre1", local: host1, remote: host2, key: 7, ttl: 64) }
///     host1 { GRE("gretap1", local: host1, remote: host2, .ethernet) }
///
/// The device is up. It carries IP packets, or Ethernet frames with `.ethernet`. The outer header is of the family of its
/// ends, IPv4 or IPv6. Unlike an ``IPIP`` a GRE device has one other end: Linux' do not look at the next hop of a route.
public struct GRE: NodeWord {
    /// Switches of a GRE device.
    public enum Trait: String, Sendable, Hashable, Codable {
        /// It carries Ethernet frames instead of IP packets, as Linux' gretap does.
        case ethernet
        /// Each packet has a checksum, and those without one are dropped: 4 bytes.
        case checksum
        /// Packets are numbered, and those that come too late are dropped: 4 bytes.
        case sequence
    }

    /// The link's name, of at most 15 bytes.
    public var name: String
    /// The outer source address.
    public var local: Reference?
    /// The other end.
    public var remote: Reference
    /// A number that both ends must share, 0 to 4,294,967,295; `nil`: none, and 4 bytes less.
    public var key: Int?
    /// The outer TTL, 1 to 255; `nil`: that of the inner packet; over IPv6, 64.
    public var ttl: Int?
    /// The outer type of service, 0 to 255; `nil`: 0.
    public var tos: Int?
    /// In bytes; `nil`: the underlying link's less the overhead (24 bytes, over IPv6 44, and 14 with `.ethernet`).
    public var mtu: Int?
    /// Of a device with `.ethernet`; `nil`: an address of Warren's own making, the same in every run.
    public var mac: Reference?
    /// What it carries, and what its header has.
    public var traits: [Trait]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A tunnel device, which is up.
    ///
    /// - Parameters:
    ///   - local: the outer source address
    ///   - remote: the other end
    ///   - key: a number that both ends must share, 0 to 4,294,967,295
    ///   - ttl: the outer TTL, 1 to 255; `nil`: that of the inner packet; over IPv6, 64
    ///   - tos: the outer type of service, 0 to 255
    ///   - mtu: in bytes; `nil`: the underlying link's less the overhead
    ///   - mac: of a device with `.ethernet`; `nil`: an address of Warren's own making
    public init(
        _ name: String, local: (any AddressConvertible)? = nil, remote: any AddressConvertible, key: Int? = nil,
        ttl: Int? = nil, tos: Int? = nil, mtu: Int? = nil, mac: (any MACConvertible)? = nil, _ traits: Trait...,
        file: String = #filePath, line: Int = #line
    ) {
        self.name = name
        self.local = local?.addressReference
        self.remote = remote.addressReference
        self.key = key
        self.ttl = ttl
        self.tos = tos
        self.mtu = mtu
        self.mac = mac?.macReference
        self.traits = traits
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "gre"
    public var references: [Reference] { [local, remote, mac].compactMap { $0 } }
}
