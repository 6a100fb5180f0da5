/// An Ethernet segment: a bridge in a namespace of its own, with hosts on its ports.
///
///     Segment("underlay", gateway: "10.57.4.1") { host1; host2 }
///
/// The namespace is the segment's own, so that no rule of the machine's firewall meets a lab's frame.
/// With a gateway, that namespace is also the segment's router: the bridge carries the address, it
/// answers and forwards, and every host on the segment has its default route via it.
public struct Segment: Node, Hashable, Codable {
    /// The segment's name, which is also its namespace's and its bridge's.
    public var name: String
    /// The gateway's address, without a prefix length: it takes that of the hosts' addresses around it.
    public var gateway: String?
    /// The MTU of the bridge and of every link on it, in bytes; `nil`: 1500.
    public var mtu: Int?
    public var attachments: [Attachment]
    public var source: SourceLocation

    public init(
        _ name: String, gateway: String? = nil, mtu: Int? = nil, file: String = #filePath, line: Int = #line,
        @SegmentBuilder _ content: () -> [Attachment]
    ) {
        self.name = name
        self.gateway = gateway
        self.mtu = mtu
        self.attachments = content()
        self.source = SourceLocation(file: file, line: line)
    }

    /// The segment, and the nodes on it: standing in a segment declares a node.
    public var lowered: [Element] {
        var segment = self
        for position in segment.attachments.indices { segment.attachments[position].declaration = [] }
        return [.segment(segment)] + attachments.flatMap(\.declaration)
    }
}
