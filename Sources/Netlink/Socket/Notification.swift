/// Something that changed in a namespace, as a subscribed socket is told.
package enum Notification: Sendable, Hashable {
    package enum Change: Sendable, Hashable {
        /// Made, or made different.
        case new
        case deleted
    }

    case link(Change, LinkState)
    case address(Change, AddressEntry)
    case route(Change, RouteEntry)
    case neighbour(Change, NeighbourEntry)
    case forwarding(Change, ForwardingEntry)
    /// The socket's buffer was full and notifications are lost: what is known must be read afresh.
    case overrun
}
