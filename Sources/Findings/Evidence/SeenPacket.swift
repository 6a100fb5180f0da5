import Warren

/// A packet that passed a link.
public struct SeenPacket: Sendable, Hashable, Codable {
    public var link: LinkReference
    /// In microseconds since 1970.
    public var time: Int64
    /// In bytes, with the link-layer header, as it was sent.
    public var length: Int
    /// Its headers from the outside in: `Ethernet`, `IPv4`, `ICMP`.
    public var layers: [String]
    /// As tcpdump prints it.
    public var summary: String

    package init(on link: LinkReference, time: Int64, length: Int, layers: [String], summary: String) {
        self.link = link
        self.time = time
        self.length = length
        self.layers = layers
        self.summary = summary
    }
}

/// Packets, those that differ in their sequence numbers only together.
public struct PacketGroups: Sendable, Hashable, Codable {
    public struct Group: Sendable, Hashable, Codable {
        /// The first.
        public var packet: SeenPacket
        public var count: Int

        package init(_ packet: SeenPacket, count: Int) {
            self.packet = packet
            self.count = count
        }
    }

    /// The first six, in the order in which each came first.
    public var groups: [Group]
    /// How many more there are.
    public var more: Int

    package init(_ groups: [Group], more: Int) {
        self.groups = groups
        self.more = more
    }

    var lines: [String] {
        if groups.isEmpty { return ["nothing"] }
        let lines = groups.map { $0.packet.summary + ($0.count == 1 ? "" : "   (\($0.count) packets)") }
        return lines + (more > 0 ? ["… and \(more) more kinds of packet"] : [])
    }
}
