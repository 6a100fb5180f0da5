import Capturing
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
        case .seen: seen(sighting, sighting.sights[0])
        case .notSeen: notSeen(sighting, sighting.sights[0])
        case .seenInOrder: seenInOrder(sighting)
        }
    }

    /// A finding about what could not be looked for.
    static func skipped(_ sighting: SightingCheck, because reason: String) -> Finding {
        let sight = sighting.sights[0]
        let words = sighting.kind == .notSeen ? "no packet like \(sight.words)" : sight.words
        let title = sighting.kind == .seenInOrder ? title(sighting) : "on \(sight.link)  " + (sighting.note.isEmpty ? words : sighting.note)
        return Finding(.skipped(reason), title, named: name(sighting), in: sight.link.node, at: sighting.source)
    }

    /// What is looked for, whatever is then seen.
    private static func name(_ sighting: SightingCheck) -> String {
        if sighting.kind == .seenInOrder { return title(sighting) }
        let sight = sighting.sights[0]
        let words = sighting.kind == .notSeen ? "no packet like \(sight.words)" : sight.words
        return "on \(sight.link): " + (sighting.note.isEmpty ? words : sighting.note)
    }

    private func seen(_ sighting: SightingCheck, _ sight: SightingCheck.Resolved) -> Finding {
        let onLink = packets.filter { $0.link == sight.link }
        let matching = onLink.filter { sight.pattern.matches($0.dissection) }
        let isHeld = sighting.times.map { matching.count == $0 } ?? !matching.isEmpty
        if isHeld {
            // What was seen says more than what was looked for.
            let title = matching.first.map { TcpdumpText.oneLine($0.frame) } ?? "no packet like \(sight.words)"
            let measure = matching.count > 1 ? "\(matching.count) packets" : ""
            return finding(.held, sighting, on: sight, title, measure: measure)
        }
        var details = [Finding.Detail("saw", Self.summary(matching.isEmpty ? onLink : matching))]
        if let times = sighting.times {
            details.insert(.init("expected", [Text.count(times, "packet")]), at: 0)
        } else if !sighting.note.isEmpty {
            details.insert(.init("expected", [sight.words]), at: 0)
        }
        if matching.isEmpty { details += nearest(to: sight.pattern, onLink) }
        return finding(.failed, sighting, on: sight, sight.words, details: details)
    }

    private func notSeen(_ sighting: SightingCheck, _ sight: SightingCheck.Resolved) -> Finding {
        let matching = packets.filter { $0.link == sight.link && sight.pattern.matches($0.dissection) }
        let title = "no packet like \(sight.words)"
        if matching.isEmpty { return finding(.held, sighting, on: sight, title) }
        var details = [Finding.Detail("saw", Self.summary(matching))]
        if !sighting.note.isEmpty { details.insert(.init("expected", ["no \(sight.words)"]), at: 0) }
        return finding(.failed, sighting, on: sight, title, details: details)
    }

    /// A finding about one link, told by its note where it has one.
    private func finding(
        _ verdict: Finding.Verdict, _ sighting: SightingCheck, on sight: SightingCheck.Resolved, _ title: String,
        measure: String = "", details: [Finding.Detail] = []
    ) -> Finding {
        Finding(
            verdict, "on \(sight.link)  " + (sighting.note.isEmpty ? title : sighting.note), named: Self.name(sighting),
            measure: measure, details: details, in: sight.link.node, at: sighting.source)
    }

    private func seenInOrder(_ sighting: SightingCheck) -> Finding {
        let title = Self.title(sighting)
        var rest = packets[...]
        for (position, sight) in sighting.sights.enumerated() {
            if let match = rest.firstIndex(where: { $0.link == sight.link && sight.pattern.matches($0.dissection) }) {
                rest = rest[(match + 1)...]
                continue
            }
            let onLink = packets.filter { $0.link == sight.link }
            var details = [
                Finding.Detail("missing", ["\(position + 1) of \(sighting.sights.count), on \(sight.link):  \(sight.words)"]),
                Finding.Detail("saw", Self.summary(onLink)),
            ]
            if onLink.contains(where: { sight.pattern.matches($0.dissection) }) {
                details.append(.init("but", ["such a packet passed \(sight.link) only before the one expected ahead of it"]))
            } else {
                details += nearest(to: sight.pattern, onLink)
            }
            return Finding(.failed, title, details: details, in: sight.link.node, at: sighting.source)
        }
        let count = sighting.sights.count
        return Finding(.held, title, measure: "\(count) in order", in: sighting.sights[0].link.node, at: sighting.source)
    }

    private static func title(_ sighting: SightingCheck) -> String {
        if !sighting.note.isEmpty { return sighting.note }
        var links: [String] = []
        for sight in sighting.sights where links.last != sight.link.description { links.append(sight.link.description) }
        return "in order on " + links.joined(separator: ", ")
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

    /// The packet that agrees with most of the pattern's layers, from the first on and from the last back: one
    /// whose inner part is right and which goes to the wrong place is nearer than one that is another altogether.
    private func nearest(to pattern: PacketPattern, _ packets: [CapturedPacket]) -> [Finding.Detail] {
        let misses = packets.compactMap { packet in
            pattern.nearestMiss(packet.dissection).map { miss in
                (packet, miss, agreeing: miss.matchedLayers + Self.innerLayers(of: pattern, in: packet))
            }
        }
        guard let (packet, miss, agreeing) = misses.min(by: { ($1.agreeing, $0.1) < ($0.agreeing, $1.1) }),
            agreeing > 0 || !miss.differences.isEmpty
        else { return [] }
        return [.init("nearest", [TcpdumpText.oneLine(packet.frame)]), .init("differs", [names.naming("\(miss)")])]
    }

    /// How many of the pattern's last layers the packet has.
    private static func innerLayers(of pattern: PacketPattern, in packet: CapturedPacket) -> Int {
        let starts = pattern.layers.indices.dropFirst()
        let start = starts.first { PacketPattern(Array(pattern.layers[$0...])).matches(packet.dissection) }
        return start.map { pattern.layers.count - $0 } ?? 0
    }
}
