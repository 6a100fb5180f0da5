import Capturing
import Findings
import Packets
import Planning
import Warren

/// Holds what was seen on the wire against what a lab declared.
struct SightingJudge {
    /// Everything that was captured while the probe ran, in the order of time.
    let packets: [CapturedPacket]
    let names: LinkNames

    func judge(_ sighting: SightingCheck) -> Finding {
        switch sighting.kind {
        case .seen: seen(sighting)
        case .notSeen: notSeen(sighting)
        case .seenInOrder: seenInOrder(sighting)
        }
    }

    /// A finding about what could not be looked for.
    static func skipped(_ sighting: SightingCheck, because reason: String) -> Finding {
        let node = sighting.sights[0].link.node
        return sighting.kind == .seenInOrder
            ? Finding(.skipped(reason), PacketOrderSubject(sighting), in: node, at: sighting.source)
            : Finding(.skipped(reason), PacketSubject(sighting), in: node, at: sighting.source)
    }

    private func seen(_ sighting: SightingCheck) -> Finding {
        let sight = sighting.sights[0]
        let onLink = packets.filter { $0.link == sight.link }
        let matching = onLink.filter { sight.pattern.matches($0.dissection) }
        let isHeld = sighting.times.map { matching.count == $0 } ?? !matching.isEmpty
        let others = isHeld ? nil : PacketGroups(matching.isEmpty ? onLink : matching)
        let miss = isHeld || !matching.isEmpty ? nil : nearest(to: sight.pattern, onLink)
        return finding(isHeld, sighting, PacketsSeen(matching, others), miss)
    }

    private func notSeen(_ sighting: SightingCheck) -> Finding {
        let sight = sighting.sights[0]
        let matching = packets.filter { $0.link == sight.link && sight.pattern.matches($0.dissection) }
        let isHeld = matching.isEmpty
        return finding(isHeld, sighting, PacketsSeen(matching, isHeld ? nil : PacketGroups(matching)))
    }

    private func finding(
        _ isHeld: Bool, _ sighting: SightingCheck, _ seen: PacketsSeen, _ miss: NearestMiss? = nil
    ) -> Finding {
        Finding(
            isHeld ? .held : .failed, PacketSubject(sighting), [seen] + (miss.map { [$0] } ?? []),
            in: sighting.sights[0].link.node, at: sighting.source)
    }

    private func seenInOrder(_ sighting: SightingCheck) -> Finding {
        var rest = packets[...]
        for (position, sight) in sighting.sights.enumerated() {
            if let match = rest.firstIndex(where: { $0.link == sight.link && sight.pattern.matches($0.dissection) }) {
                rest = rest[(match + 1)...]
                continue
            }
            let onLink = packets.filter { $0.link == sight.link }
            let isEarly = onLink.contains { sight.pattern.matches($0.dissection) }
            let order = OrderSeen(found: position, others: PacketGroups(onLink), isEarly: isEarly)
            let miss = isEarly ? nil : nearest(to: sight.pattern, onLink)
            return Finding(
                .failed, PacketOrderSubject(sighting), [order] + (miss.map { [$0] } ?? []), in: sight.link.node,
                at: sighting.source)
        }
        return Finding(
            .held, PacketOrderSubject(sighting), [OrderSeen(found: sighting.sights.count)],
            in: sighting.sights[0].link.node, at: sighting.source)
    }

    /// The packet that agrees with most of the pattern's layers, from the first on and from the last back: one
    /// whose inner part is right and which goes to the wrong place is nearer than one that is another altogether.
    private func nearest(to pattern: PacketPattern, _ packets: [CapturedPacket]) -> NearestMiss? {
        let misses = packets.compactMap { packet in
            pattern.nearestMiss(packet.dissection).map { miss in
                (packet, miss, agreeing: miss.matchedLayers + Self.innerLayers(of: pattern, in: packet))
            }
        }
        guard let (packet, miss, agreeing) = misses.min(by: { ($1.agreeing, $0.1) < ($0.agreeing, $1.1) }),
            agreeing > 0 || !miss.differences.isEmpty
        else { return nil }
        return NearestMiss(packet, miss, names)
    }

    /// How many of the pattern's last layers the packet has.
    private static func innerLayers(of pattern: PacketPattern, in packet: CapturedPacket) -> Int {
        let starts = pattern.layers.indices.dropFirst()
        let start = starts.first { PacketPattern(Array(pattern.layers[$0...])).matches(packet.dissection) }
        return start.map { pattern.layers.count - $0 } ?? 0
    }
}
