import Packets
import Warren

extension Resolver {
    /// Milliseconds within an hour: a greater number is reported, and must not stop the planning.
    static func duration(_ milliseconds: Double) -> Duration {
        .milliseconds(min(max(milliseconds, 0), 3_600_000))
    }

    mutating func resolve(_ sighting: Sighting) -> SightingCheck? {
        check(sighting.times, in: 0...1_000_000, "the number of packets", at: sighting.source)
        if sighting.patterns.isEmpty {
            report("an order of packets needs at least one Sight", at: sighting.source)
        }
        var sights: [SightingCheck.Resolved] = []
        for sight in sighting.patterns {
            guard state.contains(sight.link.node) else {
                reportUnknownNode(sight.link.node, at: sighting.source)
                continue
            }
            guard let link = requireLink(sight.link.link, of: sight.link.node, at: sighting.source) else { continue }
            let pattern = resolve(sight.pattern, at: sighting.source)
            if link.mac == nil, case .ethernet = pattern.layers.first, link.name != "lo" {
                report("\(sight.link) carries packets without an Ethernet header; begin the pattern with IPv4", at: sighting.source)
            }
            sights.append(.init(link: sight.link, pattern: pattern, words: sight.pattern.description))
        }
        guard sights.count == sighting.patterns.count else { return nil }
        return SightingCheck(kind: sighting.kind, sights: sights, times: sighting.times, note: sighting.note, source: sighting.source)
    }
}
