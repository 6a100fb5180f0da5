import Addresses

/// A VXLAN tunnel endpoint (RFC 7348): `ip link add … type vxlan id VNI …`. Either family.
public struct VxlanLink: Sendable, Hashable {
    /// The VNI, 24 bits.
    public var id: UInt32
    /// The UDP port that the tunnel uses. `nil`: the kernel's default, which is 8472 and not 4789.
    public var port: UInt16?
    /// The source of the outer packets.
    public var local: IPAddress?
    /// The single peer that unknown destinations go to. Excludes ``group``.
    public var remote: IPAddress?
    /// The multicast group that unknown destinations go to. Needs ``device``; excludes ``remote``.
    public var group: IPAddress?
    /// The link that the outer packets use.
    public var device: String?
    /// Whether source addresses are learnt from what arrives. On by default.
    public var learning: Bool?
    /// How long a learnt address is kept, in seconds. The kernel's default is 300.
    public var ageing: Int?
    /// The outer header's TTL. `nil` or 0: the kernel chooses.
    public var ttl: UInt8?

    public init(
        id: UInt32, port: UInt16? = nil, local: IPAddress? = nil, remote: IPAddress? = nil,
        group: IPAddress? = nil, device: String? = nil, learning: Bool? = nil, ageing: Int? = nil,
        ttl: UInt8? = nil
    ) {
        self.id = id
        self.port = port
        self.local = local
        self.remote = remote
        self.group = group
        self.device = device
        self.learning = learning
        self.ageing = ageing
        self.ttl = ttl
    }
}
