/// A pattern laid beside a frame.
///
/// Backtracking without going back: for each pattern layer in turn, the set of all frame layers at
/// which it could be the last one matched. The work is at most pattern layers times frame layers.
struct PatternMatch {
    private let pattern: PacketPattern
    private let placed: [Dissection.PlacedLayer]
    /// For each pattern layer that can be matched after those before it, the frame layers that do.
    private var reached: [[Bool]] = []
    /// For the first pattern layer that cannot: the frame layers that the rule let it look at.
    private var candidates: [Int] = []

    init(_ pattern: PacketPattern, _ dissection: Dissection) {
        self.pattern = pattern
        placed = dissection.placed
        for layer in pattern.layers {
            let open = openPositions()
            let matched = placed.indices.map { open[$0] && layer.differences(from: placed[$0].layer) == [] }
            guard matched.contains(true) else {
                candidates = placed.indices.filter { open[$0] }
                return
            }
            reached.append(matched)
        }
    }

    var isComplete: Bool { reached.count == pattern.layers.count }

    /// The frame layers at which the next pattern layer may be matched: those just after a reached
    /// one, and those further on with every layer between in one envelope.
    private func openPositions() -> [Bool] {
        var open = [Bool](repeating: false, count: placed.count)
        for index in placed.indices {
            let follows = index == 0 ? reached.isEmpty : reached.last?[index - 1] ?? false
            let continues =
                index > 0 && open[index - 1] && placed[index - 1].envelope == placed[index].envelope
                && !entersUnannounced(index - 1)
            open[index] = follows || continues
        }
        return open
    }

    /// Whether the layer is the inner header of IP-in-IP, which no header of a tunnel's own announces: it
    /// must be named, or a pattern would look into the tunnel without saying so.
    private func entersUnannounced(_ index: Int) -> Bool {
        guard index > 0, placed[index].envelope > placed[index - 1].envelope else { return false }
        return placed[index - 1].layer.kind == .ipv4 || placed[index - 1].layer.kind == .ipv6
    }

    var mismatch: Mismatch? {
        guard !isComplete else { return nil }
        let missing = pattern.layers[reached.count]
        let nearest = candidates
            .compactMap { missing.differences(from: placed[$0].layer) }
            .min { $0.count < $1.count }
        return Mismatch(
            matchedLayers: reached.count, layer: missing, differences: nearest ?? [],
            after: reached.isEmpty ? nil : pattern.layers[reached.count - 1].kind,
            standsElsewhere: nearest == nil && stands(missing.kind))
    }

    /// Whether such a layer stands where the rule does not let the pattern look.
    private func stands(_ kind: Layer.Kind) -> Bool {
        let first = reached.last?.firstIndex(of: true) ?? -1
        return placed.indices.contains { $0 > first && placed[$0].layer.kind == kind }
    }
}
