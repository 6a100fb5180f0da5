import Addresses
import CNetlink
import Glibc

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

extension VxlanLink: LinkParameters {
    var kind: String { "vxlan" }
    var linkKind: LinkKind { .vxlan(self) }
    static var bond: LinkBond { .parameter }

    var arguments: [String] {
        var words = ["id", "\(id)"]
        // ip(8) warns without a port, and means 8472, as the kernel does.
        words += ["dstport", "\(port ?? 0)"]
        if let local { words += ["local", "\(local)"] }
        if let remote { words += ["remote", "\(remote)"] }
        if let group { words += ["group", "\(group)"] }
        if let device { words += ["dev", device] }
        if let ttl { words += ["ttl", "\(ttl)"] }
        if let learning { words.append(learning ? "learning" : "nolearning") }
        if let ageing { words += ["ageing", "\(ageing)"] }
        return words
    }

    func isMet(by found: VxlanLink) -> Bool {
        id == found.id && (port ?? 8472) == (found.port ?? 8472) && local.allows(found.local) && remote.allows(found.remote)
            && group.allows(found.group) && device.allows(found.device) && learning.allows(found.learning) && ageing.allows(found.ageing)
            && ttl.allows(found.ttl)
    }

    static let attributeNames = [
        Int(IFLA_VXLAN_ID): "IFLA_VXLAN_ID", Int(IFLA_VXLAN_GROUP): "IFLA_VXLAN_GROUP",
        Int(IFLA_VXLAN_GROUP6): "IFLA_VXLAN_GROUP6", Int(IFLA_VXLAN_LINK): "IFLA_VXLAN_LINK",
        Int(IFLA_VXLAN_LOCAL): "IFLA_VXLAN_LOCAL", Int(IFLA_VXLAN_LOCAL6): "IFLA_VXLAN_LOCAL6",
        Int(IFLA_VXLAN_TTL): "IFLA_VXLAN_TTL", Int(IFLA_VXLAN_LEARNING): "IFLA_VXLAN_LEARNING",
        Int(IFLA_VXLAN_AGEING): "IFLA_VXLAN_AGEING", Int(IFLA_VXLAN_PORT): "IFLA_VXLAN_PORT",
    ]

    /// - Throws: `EINVAL` if both ``remote`` and ``group`` are set: the kernel has one attribute for the two.
    func encode(into writer: inout MessageWriter, names: some Names) throws(NetlinkError) {
        guard remote == nil || group == nil else {
            throw NetlinkError(
                operation: "RTM_NEWLINK", errno: EINVAL, message: "vxlan has either a remote or a group",
                attribute: "IFLA_VXLAN_GROUP")
        }
        writer.put(Int(IFLA_VXLAN_ID), u32: id)
        if let far = remote ?? group {
            writer.put(Int(far.family == .ipv4 ? IFLA_VXLAN_GROUP : IFLA_VXLAN_GROUP6), address: far)
        }
        if let local {
            writer.put(Int(local.family == .ipv4 ? IFLA_VXLAN_LOCAL : IFLA_VXLAN_LOCAL6), address: local)
        }
        if let device { writer.put(Int(IFLA_VXLAN_LINK), i32: try names.index(of: device)) }
        if let ttl { writer.put(Int(IFLA_VXLAN_TTL), u8: ttl) }
        if let learning { writer.put(Int(IFLA_VXLAN_LEARNING), bool: learning) }
        if let ageing { writer.put(Int(IFLA_VXLAN_AGEING), u32: UInt32(clamping: ageing)) }
        if let port { writer.put(Int(IFLA_VXLAN_PORT), port: port) }
    }

    /// - Parameter lower: becomes the index of ``device``, whose name the reader does not know.
    init(attributes: Attributes, lower: inout Int32?) {
        self.init(id: 0)
        for (type, payload) in attributes {
            switch Int(type) {
            case Int(IFLA_VXLAN_ID): id = payload.number(as: UInt32.self) ?? 0
            case Int(IFLA_VXLAN_GROUP), Int(IFLA_VXLAN_GROUP6):
                guard let far = IPAddress(bytes: payload), !far.isUnspecified else { break }
                if far.isMulticast { group = far } else { remote = far }
            case Int(IFLA_VXLAN_LOCAL), Int(IFLA_VXLAN_LOCAL6):
                local = IPAddress(bytes: payload).flatMap { $0.isUnspecified ? nil : $0 }
            case Int(IFLA_VXLAN_LINK): lower = payload.number(as: Int32.self).flatMap { $0 == 0 ? nil : $0 }
            case Int(IFLA_VXLAN_TTL): ttl = payload.number(as: UInt8.self).flatMap { $0 == 0 ? nil : $0 }
            case Int(IFLA_VXLAN_LEARNING): learning = payload.number(as: UInt8.self).map { $0 != 0 }
            case Int(IFLA_VXLAN_AGEING): ageing = payload.number(as: UInt32.self).map(Int.init)
            case Int(IFLA_VXLAN_PORT): port = payload.number(as: UInt16.self).map(UInt16.init(bigEndian:))
            default: break
            }
        }
    }
}
