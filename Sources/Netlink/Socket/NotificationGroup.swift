/// What a socket can be told about: `RTNLGRP_…` of <linux/rtnetlink.h>.
package enum NotificationGroup: Int32, Sendable, Hashable, CaseIterable {
    case link = 1
    /// Neighbours of either family and, on bridges and vxlan devices, forwarding entries.
    case neighbour = 3
    /// Queueing disciplines, their classes and filters.
    case queue = 4
    case ipv4Address = 5
    case ipv4Route = 7
    case ipv4Rule = 8
    case ipv6Address = 9
    case ipv6Route = 11
    case ipv6Rule = 19
    case nexthop = 32
}
