import Addresses
import CNetlink
import Glibc

/// How a forwarding entry came and goes, in `bridge fdb`'s words.
public enum ForwardingState: Sendable, Hashable {
    /// Never ages. On a bridge port: the bridge's own address.
    case permanent
    /// Put by somebody; never ages.
    case `static`
    /// As if learnt: ages.
    case dynamic
}

/// Where a bridge or a vxlan device sends a MAC: `bridge fdb add MAC dev LINK …`.
public struct ForwardingEntry: Sendable, Hashable {
    public var link: String
    /// All zero on a vxlan device: every address without an entry, broadcast and multicast.
    public var mac: MACAddress
    /// vxlan: the peer's outer address (`dst`).
    public var destination: IPAddress?
    public var state: ForwardingState
    /// The entry is in the device's own table (`NTF_SELF`).
    public var isSelf: Bool
    /// The entry is in the table of the bridge that the device is a port of (`NTF_MASTER`).
    public var isMaster: Bool
    /// vxlan: a VNI other than the device's own.
    public var vni: UInt32?
    /// vxlan: a UDP port other than the device's own.
    public var port: UInt16?
    /// vxlan: the link that the outer packets leave by.
    public var via: String?
    /// A control plane learnt it (`NTF_EXT_LEARNED`). Read, never sent.
    public internal(set) var isExternallyLearned: Bool

    /// - Parameter isSelf: `nil`: as `bridge` assumes, true unless `isMaster`.
    public init(
        link: String, mac: MACAddress, destination: IPAddress? = nil, state: ForwardingState = .permanent,
        isSelf: Bool? = nil, isMaster: Bool = false, vni: UInt32? = nil, port: UInt16? = nil,
        via: String? = nil
    ) {
        self.link = link
        self.mac = mac
        self.destination = destination
        self.state = state
        self.isSelf = isSelf ?? !isMaster
        self.isMaster = isMaster
        self.vni = vni
        self.port = port
        self.via = via
        self.isExternallyLearned = false
    }
}

extension ForwardingEntry {
    /// Whether there may be several for the MAC: a frame for all zeroes or for a group goes to each. Of a single
    /// station there is one, and to append a second changes nothing without a word.
    public var mayRepeat: Bool { mac == .zero || mac.isMulticast }
}

extension Batch {
    /// `bridge fdb add MAC dev LINK [dst ADDRESS] [self] [master] permanent|static|dynamic …`
    ///
    /// - Parameter append: `bridge fdb append`: one more destination for the same MAC, as vxlan has for the all-zero one.
    public mutating func addForwarding(
        _ entry: ForwardingEntry, append: Bool = false, names: some Names
    ) throws(NetlinkError) {
        try forwarding(Int(RTM_NEWNEIGH), NLM_F_CREATE | (append ? NLM_F_APPEND : NLM_F_EXCL), entry, names)
    }

    /// `bridge fdb replace MAC dev LINK [dst ADDRESS] …`: instead of one that is there, learned or not.
    public mutating func replaceForwarding(_ entry: ForwardingEntry, names: some Names) throws(NetlinkError) {
        try forwarding(Int(RTM_NEWNEIGH), NLM_F_CREATE | NLM_F_REPLACE, entry, names)
    }

    /// `bridge fdb delete MAC dev LINK [dst ADDRESS] …`
    public mutating func removeForwarding(_ entry: ForwardingEntry, names: some Names) throws(NetlinkError) {
        try forwarding(Int(RTM_DELNEIGH), 0, entry, names)
    }

    private mutating func forwarding(
        _ type: Int, _ flags: Int32, _ entry: ForwardingEntry, _ names: some Names
    ) throws(NetlinkError) {
        let index = try names.index(of: entry.link)
        var via: Int32?
        if let link = entry.via { via = try names.index(of: link) }
        append { writer in
            writer.message(type: type, flags: flags) { writer in
                var header = ndmsg()
                header.ndm_family = UInt8(AF_BRIDGE)
                header.ndm_ifindex = index
                header.ndm_state = entry.state.number
                header.ndm_flags = (entry.isSelf ? UInt8(NTF_SELF) : 0) | (entry.isMaster ? UInt8(NTF_MASTER) : 0)
                writer.fixed(header)
                writer.put(Int(NDA_LLADDR), mac: entry.mac)
                if let destination = entry.destination { writer.put(Int(NDA_DST), address: destination) }
                if let port = entry.port { writer.put(Int(NDA_PORT), port: port) }
                if let vni = entry.vni { writer.put(Int(NDA_VNI), u32: vni) }
                if let via { writer.put(Int(NDA_IFINDEX), i32: via) }
            }
        }
    }
}

extension ForwardingState {
    /// The `NUD_…` bits that `bridge fdb add` sends (iproute2, bridge/fdb.c, `fdb_modify`).
    var number: UInt16 {
        switch self {
        case .permanent: UInt16(NUD_NOARP | NUD_PERMANENT)
        case .static: UInt16(NUD_NOARP | NUD_REACHABLE)
        case .dynamic: UInt16(NUD_REACHABLE)
        }
    }

    /// As `bridge fdb show` words them, except that what has gone stale is dynamic too.
    init(number: UInt16) {
        if number & UInt16(NUD_PERMANENT) != 0 {
            self = .permanent
        } else if number & UInt16(NUD_NOARP) != 0 {
            self = .static
        } else {
            self = .dynamic
        }
    }
}

extension ForwardingEntry {
    /// Decodes the payload of an `RTM_NEWNEIGH` or `RTM_DELNEIGH` message of `AF_BRIDGE`.
    init?(payload: UnsafeRawBufferPointer, names: LinkTable) {
        guard let header = payload.fixed(as: ndmsg.self), header.ndm_family == UInt8(AF_BRIDGE) else { return nil }
        var mac: MACAddress?
        var hasMaster = false
        var entry = ForwardingEntry(link: names.name(of: header.ndm_ifindex), mac: .zero)
        for (type, payload) in Attributes(payload, after: ndmsg.self) {
            switch Int(type) {
            case Int(NDA_LLADDR): mac = MACAddress(bytes: payload)
            case Int(NDA_DST): entry.destination = IPAddress(bytes: payload)
            case Int(NDA_PORT): entry.port = payload.number(as: UInt16.self).map(UInt16.init(bigEndian:))
            case Int(NDA_VNI): entry.vni = payload.number(as: UInt32.self)
            case Int(NDA_IFINDEX): entry.via = payload.number(as: Int32.self).map(names.name(of:))
            case Int(NDA_MASTER): hasMaster = true
            default: break
            }
        }
        guard let mac else { return nil }
        entry.mac = mac
        entry.state = ForwardingState(number: header.ndm_state)
        entry.isSelf = header.ndm_flags & UInt8(NTF_SELF) != 0
        // A bridge's own table has no flag for itself, only the bridge's index.
        entry.isMaster = header.ndm_flags & UInt8(NTF_MASTER) != 0 || hasMaster && !entry.isSelf
        entry.isExternallyLearned = header.ndm_flags & UInt8(NTF_EXT_LEARNED) != 0
        self = entry
    }
}
