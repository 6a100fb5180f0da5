import Addresses
import CNetlink
import Glibc

/// What is to become different about a vxlan device that stands: `ip link set LINK type vxlan …`. What is `nil` stays.
///
/// Its VNI, its port and its address family the kernel does not change, and Warren not the link below it.
public struct VxlanChange: Sendable, Hashable {
    /// The source of the outer packets; the unspecified address: whatever the route says.
    public var local: IPAddress?
    /// The peer or the multicast group that unknown destinations go to; the unspecified address: neither.
    public var remote: IPAddress?
    /// The link below, which is the one that it was: with a group ip(8) wants to be told.
    public var device: String?
    /// Whether source addresses are learnt from what arrives.
    public var learning: Bool?
    /// How long a learnt address is kept, in seconds.
    public var ageing: Int?
    /// The outer header's TTL; 0: the kernel chooses.
    public var ttl: UInt8?

    public init(
        local: IPAddress? = nil, remote: IPAddress? = nil, device: String? = nil, learning: Bool? = nil, ageing: Int? = nil,
        ttl: UInt8? = nil
    ) {
        self.local = local
        self.remote = remote
        self.device = device
        self.learning = learning
        self.ageing = ageing
        self.ttl = ttl
    }

    /// What makes the one device the other; `nil` if only a new device can be it.
    public init?(from old: VxlanLink, to new: VxlanLink) {
        guard old.id == new.id, old.effectivePort == new.effectivePort, old.device == new.device, old.family == new.family else { return nil }
        self.init()
        let none = IPAddress.unspecified(new.family)
        if old.local != new.local { local = new.local ?? none }
        if old.far != new.far {
            remote = new.far ?? none
            if new.group != nil { device = new.device }
        }
        if old.learns != new.learns { learning = new.learns }
        if old.effectiveAgeing != new.effectiveAgeing { ageing = new.effectiveAgeing }
        if old.ttl ?? 0 != new.ttl ?? 0 { ttl = new.ttl ?? 0 }
    }

    public var isEmpty: Bool { self == VxlanChange() }
}

extension VxlanLink {
    /// What the kernel takes for what is left open.
    fileprivate var effectivePort: UInt16 { port ?? 8472 }
    fileprivate var learns: Bool { learning ?? true }
    fileprivate var effectiveAgeing: Int { ageing ?? 300 }
    fileprivate var far: IPAddress? { remote ?? group }
    fileprivate var family: IPAddress.Family { (local ?? far)?.family ?? .ipv4 }
}

extension VxlanChange {
    /// The message's `IFLA_LINKINFO`.
    func encode(into writer: inout MessageWriter, names: some Names) throws(NetlinkError) {
        try writer.nested(Int(IFLA_LINKINFO)) { writer throws(NetlinkError) in
            writer.put(Int(IFLA_INFO_KIND), string: "vxlan")
            try writer.nested(Int(IFLA_INFO_DATA)) { writer throws(NetlinkError) in
                if let remote { writer.put(Int(remote.family == .ipv4 ? IFLA_VXLAN_GROUP : IFLA_VXLAN_GROUP6), address: remote) }
                if let local { writer.put(Int(local.family == .ipv4 ? IFLA_VXLAN_LOCAL : IFLA_VXLAN_LOCAL6), address: local) }
                if let device { writer.put(Int(IFLA_VXLAN_LINK), i32: try names.index(of: device)) }
                if let ttl { writer.put(Int(IFLA_VXLAN_TTL), u8: ttl) }
                if let learning { writer.put(Int(IFLA_VXLAN_LEARNING), bool: learning) }
                if let ageing { writer.put(Int(IFLA_VXLAN_AGEING), u32: UInt32(clamping: ageing)) }
            }
        }
    }
}
