import Addresses

/// The kernel's answer to "which way?": `ip route get ADDRESS`.
package struct RouteLookup: Sendable, Hashable {
    /// The next hop; `nil`: the destination itself is on the link.
    package var gateway: IPAddress?
    /// The index of the link that the packet leaves by.
    package var outputDevice: Int32
    /// The source address that the packet would have.
    package var preferredSource: IPAddress?
    /// In bytes, if the route or the kernel's path MTU cache says one.
    package var mtu: Int?
    package var type: RouteType
    package var table: UInt32

    package init(
        gateway: IPAddress? = nil, outputDevice: Int32, preferredSource: IPAddress? = nil, mtu: Int? = nil,
        type: RouteType = .unicast, table: UInt32 = 254
    ) {
        self.gateway = gateway
        self.outputDevice = outputDevice
        self.preferredSource = preferredSource
        self.mtu = mtu
        self.type = type
        self.table = table
    }
}
