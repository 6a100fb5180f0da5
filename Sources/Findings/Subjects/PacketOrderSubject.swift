import Planning
import Warren

/// Packets that must pass links one after the other while a probe runs.
public struct PacketOrderSubject: SubjectKind {
    public static let kind = "packetOrder"

    /// One of the packets.
    public struct Place: Sendable, Hashable, Codable {
        public var link: LinkReference
        /// What the packet is like, in the lab's own names.
        public var pattern: String
        /// The same layer by layer, in addresses.
        public var layers: [String]
    }

    public var packets: [Place]
    /// What the reader is told instead of the links; empty: the links.
    public var note: String

    package init(_ check: SightingCheck) {
        packets = check.sights.map { sight in
            Place(link: sight.link, pattern: sight.words, layers: sight.pattern.layers.map(\.description))
        }
        note = check.note
    }

    public var name: String {
        if !note.isEmpty { return note }
        var links: [LinkReference] = []
        for packet in packets where links.last != packet.link { links.append(packet.link) }
        return "in order on " + links.map(\.description).joined(separator: ", ")
    }

    public var expected: String? { nil }

    public func measure(_ order: OrderSeen, isHeld: Bool) -> String { isHeld ? "\(packets.count) in order" : "" }

    public func details(_ order: OrderSeen) -> [Finding.Detail] {
        guard packets.indices.contains(order.found) else { return [] }
        let missing = packets[order.found]
        let place = "\(order.found + 1) of \(packets.count), on \(missing.link):  \(missing.pattern)"
        let early = "such a packet passed \(missing.link) only before the one expected ahead of it"
        return [.init("missing", [place])] + (order.others.map { [.init("saw", $0.lines)] } ?? [])
            + (order.isEarly ? [.init("but", [early])] : [])
    }
}
