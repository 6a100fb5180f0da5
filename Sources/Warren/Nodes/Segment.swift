/// An Ethernet segment: a bridge in a namespace of its own, with hosts on its ports.
///
///     Segment("underlay", gateway: "10.57.4.1") { host1; host2 }
///
/// The namespace is the segment's own, so that no rule of the machine's firewall meets a lab's frame.
/// With a gateway, that namespace is also the segment's router: the bridge carries the address, it
/// answers and forwards, and every host on the segment has its default route via it. A segment of both
/// families has two: `gateway: "10.57.4.1", "fd00:57::1"`.
public struct Segment: Node, LabWord {
    /// The segment's name, which is also its namespace's and its bridge's.
    public var name: String
    /// The gateway's address in each family, without a prefix length: it takes that of the hosts' addresses around it.
    public var gateways: [String]
    /// The MTU of the bridge and of every link on it, in bytes; `nil`: 1500.
    public var mtu: Int?
    /// The links of nodes on the segment.
    public var attachments: [Attachment]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A segment of this name.
    ///
    /// - Parameters:
    ///   - gateways: an address that the segment itself has in each family, which answers, routes, and is the hosts' default route
    ///   - mtu: of the bridge and of every link on it, in bytes; `nil`: 1500
    ///   - content: hosts, and nodes that are `attached(as:)`
    public init(
        _ name: String, gateway gateways: String?..., mtu: Int? = nil, file: String = #filePath, line: Int = #line,
        @SegmentBuilder _ content: () -> [Attachment]
    ) {
        self.name = name
        self.gateways = gateways.compactMap { $0 }
        self.mtu = mtu
        self.attachments = content()
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "segment"
    public var references: [Reference] { gateways.map { .literal($0) } + attachments.flatMap(\.references) }

    /// The segment, and the nodes on it: standing in a segment declares a node.
    public var lowered: [Element] {
        var segment = self
        for position in segment.attachments.indices { segment.attachments[position].declaration = [] }
        return [Element(segment)] + attachments.flatMap(\.declaration)
    }
}
