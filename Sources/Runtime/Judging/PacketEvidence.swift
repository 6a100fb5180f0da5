import Capturing
import Findings
import Packets
import Warren

// What was captured, as evidence.

extension SeenPacket {
    init(_ packet: CapturedPacket) {
        self.init(
            on: packet.link, time: Int64(packet.frame.timestamp / 1000), length: packet.frame.originalLength,
            layers: packet.dissection.layers.map(\.kind.description), summary: TcpdumpText.oneLine(packet.frame))
    }
}

extension PacketsSeen {
    /// - Parameter matching: those that are like the one that was looked for
    init(_ matching: [CapturedPacket], _ others: PacketGroups?) {
        self.init(matching: matching.count, first: matching.first.map(SeenPacket.init), others: others)
    }
}

extension PacketGroups {
    init(_ packets: [CapturedPacket]) {
        var positions: [String: Int] = [:]
        var groups: [(first: CapturedPacket, count: Int)] = []
        for packet in packets {
            let shape = TcpdumpText.shape(packet.frame)
            if let position = positions[shape] {
                groups[position].count += 1
            } else {
                positions[shape] = groups.count
                groups.append((packet, 1))
            }
        }
        let told = groups.prefix(6)
        self.init(told.map { Group(SeenPacket($0.first), count: $0.count) }, more: groups.count - told.count)
    }
}

extension NearestMiss {
    init(_ packet: CapturedPacket, _ miss: Mismatch, _ names: LinkNames) {
        func value(_ value: FieldDifference.Value) -> Value { Value(value.text, link: value.mac.flatMap { names[$0] }) }
        self.init(
            SeenPacket(packet), matchedLayers: miss.matchedLayers, layer: miss.layer.kind.description,
            after: miss.after?.description, isInTunnel: miss.standsElsewhere,
            differences: miss.differences.map { difference in
                .init(difference.field, expected: difference.expected.map(value), saw: difference.saw.map(value))
            })
    }
}
