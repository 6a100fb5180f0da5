/// What was seen on a link where a packet was looked for.
public struct PacketsSeen: EvidenceKind {
    public static let kind = "packetsSeen"

    /// How many packets are like the one that was looked for.
    public var matching: Int
    /// The first of them.
    public var first: SeenPacket?
    /// Of a failure: those that are like it, or if there is none all that passed the link.
    public var others: PacketGroups?

    package init(matching: Int, first: SeenPacket?, others: PacketGroups? = nil) {
        self.matching = matching
        self.first = first
        self.others = others
    }
}
