/// An Ethernet bridge: `ip link add … type bridge`. What is `nil` stays as the kernel has it.
public struct BridgeLink: Sendable, Hashable {
    /// How long a learnt address is kept, in seconds with two decimals. The kernel's default is 300.
    public var ageing: Double?
    /// Whether the spanning tree protocol runs. Off by default.
    public var stp: Bool?
    /// Whether multicast goes only to the ports that asked for it. On by default.
    public var multicastSnooping: Bool?

    public init(ageing: Double? = nil, stp: Bool? = nil, multicastSnooping: Bool? = nil) {
        self.ageing = ageing
        self.stp = stp
        self.multicastSnooping = multicastSnooping
    }
}
