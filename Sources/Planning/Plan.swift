import Warren

/// A lab with every name resolved: for each stage the state that it wants and what it proves.
///
/// Planning is pure. The same lab gives the same plan on any machine, so `explain` can print what `up` will
/// do, and a plan can be tested without privileges.
public struct Plan: Sendable, Hashable {
    public var name: String
    public var source: SourceLocation
    /// At least one: a lab without stages has its base as the only one.
    public var stages: [StagePlan]

    /// Plans a lab, or says everything that is wrong with it.
    public init(_ lab: Lab) throws(InvalidLab) {
        name = lab.name
        source = lab.source
        stages = []
        var problems: [Problem] = []
        if let fault = NodeName.fault(lab.name, of: "lab") { problems.append(Problem(fault, at: lab.source)) }
        var titles: [String: SourceLocation] = [:]
        for stage in lab.stages {
            if let earlier = titles.updateValue(stage.source, forKey: stage.title) {
                problems.append(Problem("a stage \"\(stage.title)\" is already at line \(earlier.line); titles name stages, so each needs its own", at: stage.source))
            }
        }
        for (position, stage) in lab.stages.isEmpty ? [(0, nil)] : lab.stages.enumerated().map({ ($0, Optional($1)) }) {
            var resolver = Resolver(lab: lab, stage: stage)
            resolver.resolve()
            let checks = resolver.checks()
            problems += resolver.problems
            stages.append(
                StagePlan(
                    number: position + 1, title: stage?.title ?? lab.name, story: stage?.story ?? "", state: resolver.state,
                    checks: checks, source: stage?.source ?? lab.source))
        }
        guard problems.isEmpty else {
            // A fault in the base shows in every stage, and is told once.
            var seen: Set<Problem> = []
            let once = problems.filter { seen.insert($0).inserted }
            throw InvalidLab(problems: once.sorted { $0.source.line < $1.source.line })
        }
    }

    /// The steps from a stage to another; from `nil`, the steps that build it from nothing.
    public func steps(from: StagePlan? = nil, to stage: StagePlan) -> [Step] {
        (from?.state ?? NetworkState()).steps(to: stage.state, removingBecause: "stage \(stage.number) does without it")
    }

    /// The stage of this number, counted from 1, or of this title, whatever its case.
    public func stage(named text: String) -> StagePlan? {
        if let number = Int(text) { return stages.first { $0.number == number } }
        return stages.first { $0.title.lowercased() == text.lowercased() }
    }
}

/// One stage of a ``Plan``.
public struct StagePlan: Sendable, Hashable {
    /// Counted from 1.
    public var number: Int
    public var title: String
    public var story: String
    public var state: NetworkState
    public var checks: [Check]
    public var source: SourceLocation
}
