import CNetlink
import Glibc

extension NetlinkSocket {
    /// Whether the running kernel can make links of a kind: "veth", "ipip", "wireguard", ….
    ///
    /// Tries it, in the socket's own namespace: give it one that is of no other use. May load the kind's module, as
    /// `ip link add type KIND` would. A kind that wants more than its name (a vlan wants a lower link) is refused
    /// for that reason then, which shows that the kernel knows it.
    package func canMakeLink(ofKind kind: String) throws(NetlinkError) -> Bool {
        var batch = Batch()
        batch.append { writer in
            writer.message(type: Int(RTM_NEWLINK), flags: NLM_F_CREATE | NLM_F_EXCL) { writer in
                writer.fixed(ifinfomsg(index: 0))
                writer.put(Int(IFLA_IFNAME), string: "probe")
                writer.nested(Int(IFLA_LINKINFO)) { $0.put(Int(IFLA_INFO_KIND), string: kind) }
            }
        }
        guard let refusal = try execute(batch)[0] else {
            let index = try linkTable().index(of: "probe")
            _ = try execute { (batch: inout Batch) in batch.deleteLink(index: index) }
            return true
        }
        // EOPNOTSUPP is also the answer of a kind that exists but isn't made this way, as tun; its words are others.
        return refusal.errno != EOPNOTSUPP || refusal.message.map { $0 != "Unknown device type" } ?? false
    }
}
