import Warren

/// A lab's base, resolved once, and its stages laid upon it.
///
/// In each pass the base's words act before the stage's. So up to the first pass in which a word of the stage acts, and
/// up to the base's own part of that pass, base and stage together make just what the base makes alone. A stage goes on
/// from there, with a copy. Of the base, the words of later passes act again: any of them may find what the stage has
/// made, as a tunnel finds a changed MTU, and a route another next hop or another route in its place.
///
/// A base in which something is wrong by then is resolved anew with each stage, which may have what is missing.
struct Layers {
    private let base: Schedule
    private let stages: [Schedule]
    private let usesIPv6: Bool
    /// What the base has made when its part of a pass is done, for each pass in which a stage begins.
    private var starts: [Pass: Resolver] = [:]
    /// What the base makes altogether, if a stage adds nothing to it.
    private var whole: Resolver?

    init(_ lab: Lab) {
        base = Schedule(lab.base)
        stages = lab.stages.map { Schedule($0.elements, numberedFrom: lab.base.count, isOfStage: true) }
        usesIPv6 = lab.usesIPv6
        let beginnings = Set(stages.map(\.firstChange))
        guard !beginnings.isEmpty else { return }
        let addsNothing = beginnings.contains(nil)
        var resolver = Resolver(base: base, usesIPv6: usesIPv6)
        var starts: [Pass: Resolver] = [:]
        let last = addsNothing ? nil : beginnings.lazy.compactMap(\.self).max()
        resolver.resolve(through: last ?? .conclusions) { pass, resolver in
            if beginnings.contains(pass) { starts[pass] = resolver }
        }
        self.starts = starts
        if addsNothing { whole = resolver }
    }

    /// The base with the stage of this position, resolved; of a lab without stages the base alone.
    func resolved(_ position: Int) -> Resolver {
        guard position < stages.count else { return resolvedAnew(nil) }
        guard var resolver = start(of: position) else { return resolvedAnew(stages[position]) }
        resolver.resolve(stages[position], from: stages[position].firstChange)
        return resolver
    }

    /// What the base has made when the stage begins; `nil` if that is of no use to it.
    func start(of position: Int) -> Resolver? {
        let start = stages[position].firstChange.map { starts[$0] } ?? whole
        return start.flatMap { $0.findings.isEmpty ? $0 : nil }
    }

    private func resolvedAnew(_ stage: Schedule?) -> Resolver {
        var resolver = Resolver(base: base, stage: stage, usesIPv6: usesIPv6)
        resolver.resolve()
        return resolver
    }
}
