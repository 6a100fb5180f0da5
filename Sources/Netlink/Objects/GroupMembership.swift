import Addresses
import CNetlink

/// A multicast group that a link takes packets of: one line of `ip maddress show`.
package struct GroupMembership: Sendable, Hashable {
    /// The link's index.
    package var link: Int32
    package var group: IPAddress

    package init(link: Int32, group: IPAddress) {
        self.link = link
        self.group = group
    }
}

extension GroupMembership {
    /// Decodes the payload of an `RTM_GETMULTICAST` answer.
    init?(payload: UnsafeRawBufferPointer) {
        guard let header = payload.fixed(as: ifaddrmsg.self),
            let group = Attributes(payload, after: ifaddrmsg.self).first(Int(IFA_MULTICAST)).flatMap({ IPAddress(bytes: $0) })
        else { return nil }
        self.init(link: Int32(bitPattern: header.ifa_index), group: group)
    }
}

extension NetlinkSocket {
    /// The IPv6 groups that links have joined. `ip -6 maddress show`
    package func ipv6Groups() throws(NetlinkError) -> Set<GroupMembership> {
        var header = ifaddrmsg()
        header.ifa_family = UInt8(AF_INET6)
        return Set(
            try dump(Int(RTM_GETMULTICAST), header) {
                if let membership = GroupMembership(payload: $1) { $0.append(membership) }
            })
    }
}
