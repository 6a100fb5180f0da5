/// Something that a lab does to learn how its network behaves, and what must be seen on the wire
/// while it does.
public protocol Probe: LabElement {
    /// What must be seen on the wire meanwhile, and what must not.
    var sightings: [Sighting] { get set }
}

extension Probe {
    /// A packet of this shape passes the link while the probe runs: as often as `times` says, or at least once.
    ///
    ///     .seen(on: host2["eth0"], IPv4(from: podA, to: podB, ttl: 63) / ICMP(.echoRequest))
    public func seen(
        on link: LinkReference, _ pattern: some PatternConvertible, times: Int? = nil, _ note: String = "",
        file: String = #filePath, line: Int = #line
    ) -> Self {
        adding(
            Sighting(
                kind: .seen, patterns: [Sight(on: link, pattern)], times: times, note: note,
                source: SourceLocation(file: file, line: line)))
    }

    /// No packet of this shape passes the link while the probe runs.
    public func notSeen(
        on link: LinkReference, _ pattern: some PatternConvertible, _ note: String = "", file: String = #filePath,
        line: Int = #line
    ) -> Self {
        adding(
            Sighting(
                kind: .notSeen, patterns: [Sight(on: link, pattern)], times: nil, note: note,
                source: SourceLocation(file: file, line: line)))
    }

    /// Packets of these shapes pass these links, each after the one before it; others may come between.
    ///
    ///     .seenInOrder(
    ///         Sight(on: podA["eth0"], ICMP(.echoRequest)),
    ///         Sight(on: podB["eth0"], ICMP(.echoRequest)))
    public func seenInOrder(
        _ sights: Sight..., note: String = "", file: String = #filePath, line: Int = #line
    ) -> Self {
        adding(
            Sighting(
                kind: .seenInOrder, patterns: sights, times: nil, note: note,
                source: SourceLocation(file: file, line: line)))
    }

    private func adding(_ sighting: Sighting) -> Self {
        var copy = self
        copy.sightings.append(sighting)
        return copy
    }
}
