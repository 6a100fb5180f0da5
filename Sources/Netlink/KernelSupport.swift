import CNetlink
import Glibc

extension NetlinkSocket {
    /// Whether the running kernel can make links of a kind: "veth", "ipip", "wireguard", ….
    ///
    /// Asks for one in a namespace that lasts for this question only; may load the kind's module, as
    /// `ip link add type KIND` would. A kind that wants more than its name (a vlan wants a lower link) is refused
    /// for that reason then, which shows that the kernel knows it.
    ///
    /// - Throws: `EPERM` where no namespace can be made.
    public static func supports(kind: String) throws(NetlinkError) -> Bool {
        try ThrowawayThread.inNewNamespace { () throws(NetlinkError) in
            let socket = try NetlinkSocket()
            var batch = Batch()
            batch.append { writer in
                writer.message(type: Int(RTM_NEWLINK), flags: NLM_F_CREATE | NLM_F_EXCL) { writer in
                    writer.fixed(ifinfomsg(index: 0))
                    writer.put(Int(IFLA_IFNAME), string: "probe")
                    writer.nested(Int(IFLA_LINKINFO)) { $0.put(Int(IFLA_INFO_KIND), string: kind) }
                }
            }
            guard let refusal = try socket.execute(batch)[0] else { return true }
            // Also the answer of a kind that exists but isn't made this way, as tun; its words are others.
            return refusal.errno != EOPNOTSUPP || refusal.message.map { $0 != "Unknown device type" } ?? false
        }
    }

    /// Whether the running kernel can make a link of this kind.
    public static func supports(kind: LinkKind) throws(NetlinkError) -> Bool {
        try supports(kind: kind.name)
    }
}
