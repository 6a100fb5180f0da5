/// How far packets came in the order in which they were looked for.
public struct OrderSeen: EvidenceKind {
    public static let kind = "orderSeen"

    /// How many were found, one after the other. The one after them is missing, if there is one.
    public var found: Int
    /// Of a failure: what passed the missing packet's link.
    public var others: PacketGroups?
    /// Whether such a packet passed the link, but before the one ahead of it.
    public var isEarly: Bool

    package init(found: Int, others: PacketGroups? = nil, isEarly: Bool = false) {
        self.found = found
        self.others = others
        self.isEarly = isEarly
    }
}
