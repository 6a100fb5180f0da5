import Packets
import Planning
import Warren

/// Holds what was seen on the wire against what a lab declared.
struct SightingJudge {
    /// Everything that was captured while the probe ran, in the order of time.
    let packets: [CapturedPacket]

    func judge(_ sighting: SightingCheck) -> Finding {
        switch sighting.kind {
        case .seen: seen(sighting, sighting.sights[0])
        case .notSeen: notSeen(sighting, sighting.sights[0])
        case .seenInOrder: seenInOrder(sighting)
        }
    }

    private func seen(_ sighting: SightingCheck, _ sight: SightingCheck.Resolved) -> Finding {
        let onLink = packets.filter { $0.link == sight.link }
        let matching = onLink.filter { sight.pattern.matches($0.dissection) }
        let isHeld = sighting.times.map { matching.count == $0 } ?? !matching.isEmpty
        let place = "on \(sight.link)"
        if isHeld, let first = matching.first {
            let title = sighting.note.isEmpty ? TcpdumpText.oneLine(first.frame) : sighting.note
            return Finding(.held, "\(place)  \(title)", measure: matching.count > 1 ? "\(matching.count) packets" : "", at: sighting.source)
        }
        if isHeld { return Finding(.held, "\(place)  no \(words(sighting, sight))", at: sighting.source) }
        let wanted = sighting.times.map { "\($0) packets" } ?? "a packet"
        var details = [
            Finding.Detail("expected", ["\(wanted) like  \(sight.pattern)"]),
            Finding.Detail("saw", Self.summary(matching.isEmpty ? onLink : matching)),
        ]
        if matching.isEmpty, let nearest = Self.nearest(to: sight.pattern, onLink) { details.append(nearest) }
        return Finding(.failed, "\(place)  \(words(sighting, sight))", details: details, at: sighting.source)
    }

    private func notSeen(_ sighting: SightingCheck, _ sight: SightingCheck.Resolved) -> Finding {
        let matching = packets.filter { $0.link == sight.link && sight.pattern.matches($0.dissection) }
        let title = "on \(sight.link)  " + (sighting.note.isEmpty ? "no packet like \(sight.pattern)" : sighting.note)
        if matching.isEmpty { return Finding(.held, title, at: sighting.source) }
        return Finding(
            .failed, title,
            details: [.init("expected", ["none like  \(sight.pattern)"]), .init("saw", Self.summary(matching))],
            at: sighting.source)
    }

    private func seenInOrder(_ sighting: SightingCheck) -> Finding {
        var rest = packets[...]
        var found: [CapturedPacket] = []
        for sight in sighting.sights {
            if let position = rest.firstIndex(where: { $0.link == sight.link && sight.pattern.matches($0.dissection) }) {
                found.append(rest[position])
                rest = rest[(position + 1)...]
                continue
            }
            let onLink = packets.filter { $0.link == sight.link }
            var details = [
                Finding.Detail("expected", ["packet \(found.count + 1) of \(sighting.sights.count), on \(sight.link), like  \(sight.pattern)"]),
                Finding.Detail("saw", Self.summary(onLink)),
            ]
            if onLink.contains(where: { sight.pattern.matches($0.dissection) }) {
                details.append(.init("but", ["such a packet passed \(sight.link) before the one expected ahead of it"]))
            } else if let nearest = Self.nearest(to: sight.pattern, onLink) {
                details.append(nearest)
            }
            return Finding(.failed, title(sighting), details: details, at: sighting.source)
        }
        return Finding(.held, title(sighting), measure: "\(found.count) sights", at: sighting.source)
    }

    private func title(_ sighting: SightingCheck) -> String {
        if !sighting.note.isEmpty { return sighting.note }
        var links: [String] = []
        for sight in sighting.sights where links.last != sight.link.description { links.append(sight.link.description) }
        return "in order on " + links.joined(separator: ", ")
    }

    private func words(_ sighting: SightingCheck, _ sight: SightingCheck.Resolved) -> String {
        sighting.note.isEmpty ? "\(sight.pattern)" : sighting.note
    }

    /// Packets as tcpdump prints them; those that differ in their numbers only are told once, with a count.
    static func summary(_ packets: [CapturedPacket], limit: Int = 6) -> [String] {
        guard !packets.isEmpty else { return ["nothing"] }
        var order: [String] = [], counts: [String: Int] = [:], first: [String: String] = [:]
        for packet in packets {
            let line = TcpdumpText.oneLine(packet.frame)
            let shape = line.split(separator: ",").filter { !$0.hasPrefix(" seq ") }.joined(separator: ",")
            if counts[shape] == nil {
                order.append(shape)
                first[shape] = line
            }
            counts[shape, default: 0] += 1
        }
        var lines = order.prefix(limit).map { shape in
            (first[shape] ?? shape) + (counts[shape] == 1 ? "" : "   (\(counts[shape] ?? 0) packets)")
        }
        if order.count > limit { lines.append("… and \(order.count - limit) more kinds of packet") }
        return lines
    }

    private static func nearest(to pattern: PacketPattern, _ packets: [CapturedPacket]) -> Finding.Detail? {
        let misses = packets.compactMap { packet in pattern.nearestMiss(packet.dissection).map { (packet, $0) } }
        guard let (packet, miss) = misses.min(by: { $0.1 < $1.1 }), miss.matchedLayers > 0 || !miss.differences.isEmpty else { return nil }
        return .init("nearest", [TcpdumpText.oneLine(packet.frame), "differs: \(miss)"])
    }
}
