import CNetlink
import Glibc

extension NetlinkSocket {
    /// Whether the running kernel has queueing disciplines of a kind: "netem", "tbf", "fq_codel", ….
    ///
    /// Tries it on the loopback link of the socket's own namespace: give it one that is of no other use. May load the kind's
    /// module, as `tc qdisc add dev lo root KIND` would. A kind that wants more than its name is refused for that reason
    /// then, which shows that the kernel knows it.
    package func canMakeQueue(ofKind kind: String) throws(NetlinkError) -> Bool {
        // TC_H_INGRESS, for the two that have a place of their own; else TC_H_ROOT.
        let place: UInt32 = ["ingress", "clsact"].contains(kind) ? 0xffff_fff1 : .max
        var batch = Batch()
        for (type, flags) in [(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE), (RTM_DELQDISC, 0)] {
            batch.append { writer in
                writer.message(type: Int(type), flags: flags) { writer in
                    var header = tcmsg()
                    header.tcm_ifindex = 1
                    header.tcm_parent = place
                    if place != .max { header.tcm_handle = 0xffff_0000 }
                    writer.fixed(header)
                    writer.put(Int(TCA_KIND), string: kind)
                }
            }
        }
        // ENOENT: "Specified qdisc kind is unknown". EOPNOTSUPP: a kernel without any.
        let refusal = try execute(batch)[0]
        return refusal == nil || refusal?.errno != ENOENT && refusal?.errno != EOPNOTSUPP
    }
}
