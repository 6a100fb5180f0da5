import Planning
import Warren

/// A packet that must pass a link while a probe runs, or must not.
public struct PacketSubject: SubjectKind {
    public static let kind = "packet"

    public var link: LinkReference
    /// What the packet is like, in the lab's own names.
    public var pattern: String
    /// The same layer by layer, in addresses.
    public var layers: [String]
    /// Whether it must be seen.
    public var isPresent: Bool
    /// How many such packets must be seen; `nil`: at least one.
    public var times: Int?
    /// What the reader is told instead of the pattern; empty: the pattern.
    public var note: String

    package init(_ check: SightingCheck) {
        let sight = check.sights[0]
        link = sight.link
        pattern = sight.words
        layers = sight.pattern.layers.map(\.description)
        isPresent = check.kind != .notSeen
        times = check.times
        note = check.note
    }

    private var absence: String { "no packet like \(pattern)" }
    private var words: String { isPresent ? pattern : absence }

    public var name: String { "on \(link): " + (note.isEmpty ? words : note) }

    public func title(_ seen: PacketsSeen?, isHeld: Bool) -> String {
        guard note.isEmpty else { return "on \(link)  \(note)" }
        guard isHeld, isPresent else { return "on \(link)  \(words)" }
        // What was seen says more than what was looked for.
        return "on \(link)  " + (seen?.first?.summary ?? absence)
    }

    public var expected: String? {
        if isPresent, let times { return Text.count(times, "packet") }
        return note.isEmpty ? nil : (isPresent ? "" : "no ") + pattern
    }

    public func measure(_ seen: PacketsSeen, isHeld: Bool) -> String {
        isHeld && seen.matching > 1 ? "\(seen.matching) packets" : ""
    }

    public func details(_ seen: PacketsSeen) -> [Finding.Detail] { seen.others.map { [.init("saw", $0.lines)] } ?? [] }
}
