/// A vxlan device: Ethernet frames inside UDP datagrams (RFC 7348).
///
///     host1 { Vxlan("vxlan0", id: 100, port: 4789, local: host1, dev: "eth0") }
///
/// The device is up. Where a frame goes is decided by its destination MAC: a learned or declared
/// ``Forwarding`` entry, else the all-zero entries, else the multicast `group`.
public struct Vxlan: NodeWord {
    /// Switches of a vxlan device.
    public enum Trait: String, Sendable, Hashable, Codable {
        /// Forwarding entries are learned from arriving frames. The kernel's default.
        case learning
        /// Only declared forwarding entries count, as with flannel and Calico.
        case nolearning
    }

    /// The link's name, of at most 15 bytes.
    public var name: String
    /// The VNI, 0 to 16,777,215.
    public var id: Int
    /// The UDP port; `nil`: 8472, which is Linux' default and not IANA's 4789.
    public var port: Int?
    /// The outer source address.
    public var local: Reference?
    /// The multicast group to which frames for unknown addresses go.
    public var group: Reference?
    /// The link by which the datagrams leave. A multicast group needs one.
    public var dev: String?
    /// In bytes; `nil`: the underlying link's less the overhead (50 bytes, over IPv6 70).
    public var mtu: Int?
    /// `nil`: an address of Warren's own making, the same in every run.
    public var mac: Reference?
    /// How long a learned entry is kept, in seconds; `nil`: 300.
    public var ageing: Int?
    /// The outer TTL; `nil`: the kernel's choice.
    public var ttl: Int?
    /// Whether forwarding entries are learned from arriving frames.
    public var learning: Bool
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A vxlan device, which is up.
    ///
    /// - Parameters:
    ///   - id: the VNI, 0 to 16,777,215
    ///   - port: the UDP port; `nil`: 8472, which is Linux' default and not IANA's 4789
    ///   - local: the outer source address
    ///   - group: the multicast group to which frames for unknown addresses go
    ///   - dev: the link by which the datagrams leave
    ///   - mtu: in bytes; `nil`: the underlying link's less the overhead
    ///   - mac: `nil`: an address of Warren's own making
    ///   - ageing: how long a learned entry is kept, in seconds; `nil`: 300
    ///   - ttl: the outer TTL; `nil`: the kernel's choice
    public init(
        _ name: String, id: Int, port: Int? = nil, local: (any AddressConvertible)? = nil,
        group: (any AddressConvertible)? = nil, dev: String? = nil, mtu: Int? = nil, mac: (any MACConvertible)? = nil,
        ageing: Int? = nil, ttl: Int? = nil, _ traits: Trait..., file: String = #filePath, line: Int = #line
    ) {
        self.name = name
        self.id = id
        self.port = port
        self.local = local?.addressReference
        self.group = group?.addressReference
        self.dev = dev
        self.mtu = mtu
        self.mac = mac?.macReference
        self.ageing = ageing
        self.ttl = ttl
        self.learning = !traits.contains(.nolearning)
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "vxlan"
    public var references: [Reference] { [local, group, mac].compactMap { $0 } }
}
