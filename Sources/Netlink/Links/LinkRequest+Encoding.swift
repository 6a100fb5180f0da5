import CNetlink
import Glibc

extension Batch {
    /// `ip link add NAME index INDEX mtu MTU address MAC master BRIDGE type KIND …`
    ///
    /// - Parameters:
    ///   - index: the index that the link shall have; `nil`: the kernel picks one
    ///   - peerIndex: the same for a veth's other end
    /// - Throws: what `names` throws, and `EINVAL` for a name that is not 1 to 15 bytes or for addresses that
    ///   the kind can't have.
    package mutating func createLink(
        _ request: LinkRequest, index: Int32? = nil, peerIndex: Int32? = nil, names: some Names
    ) throws(NetlinkError) {
        try append { writer throws(NetlinkError) in
            try writer.message(type: Int(RTM_NEWLINK), flags: NLM_F_CREATE | NLM_F_EXCL) {
                writer throws(NetlinkError) in
                writer.fixed(ifinfomsg(index: index ?? 0))
                try writer.put(linkName: request.name)
                if let mac = request.mac { writer.put(Int(IFLA_ADDRESS), mac: mac) }
                if let mtu = request.mtu { writer.put(Int(IFLA_MTU), u32: UInt32(clamping: mtu)) }
                if let master = request.master { writer.put(Int(IFLA_MASTER), i32: try names.index(of: master)) }
                if request.kind.isLinkOfLower, let lower = request.kind.lower {
                    writer.put(Int(IFLA_LINK), i32: try names.index(of: lower))
                }
                if let namespace = request.namespace {
                    writer.put(Int(IFLA_NET_NS_FD), i32: try names.descriptor(ofNamespace: namespace))
                }
                try writer.nested(Int(IFLA_LINKINFO)) { writer throws(NetlinkError) in
                    writer.put(Int(IFLA_INFO_KIND), string: request.kind.name)
                    try writer.nested(Int(IFLA_INFO_DATA)) { writer throws(NetlinkError) in
                        if case .veth(let link) = request.kind {
                            try link.encode(into: &writer, peerIndex: peerIndex, names: names)
                        } else {
                            try request.kind.parameters.encode(into: &writer, names: names)
                        }
                    }
                }
            }
        }
    }

    /// `ip link delete dev LINK`. A veth takes its other end with it.
    package mutating func deleteLink(index: Int32) {
        append { writer in
            writer.message(type: Int(RTM_DELLINK)) { writer in writer.fixed(ifinfomsg(index: index)) }
        }
    }
}

extension ifinfomsg {
    init(family: Int32 = AF_UNSPEC, index: Int32, flags: UInt32 = 0, change: UInt32 = 0) {
        self.init()
        ifi_family = UInt8(family)
        ifi_index = index
        ifi_flags = flags
        ifi_change = change
    }
}

extension MessageWriter {
    /// `IFLA_IFNAME`, which holds 15 bytes and a NUL (`IFNAMSIZ`).
    mutating func put(linkName name: String) throws(NetlinkError) {
        guard (1...15).contains(name.utf8.count) else {
            throw NetlinkError(
                operation: "RTM_NEWLINK", errno: EINVAL,
                message: "link name \"\(name)\" has \(name.utf8.count) bytes, not 1 to 15", attribute: "IFLA_IFNAME")
        }
        put(Int(IFLA_IFNAME), string: name)
    }
}
