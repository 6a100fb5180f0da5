import Warren

/// A lab with every name resolved: for each stage the state that it wants and what it proves.
///
/// Planning is pure. The same lab gives the same plan on any machine, so `explain` can print what `up` will
/// do, and a plan can be tested without privileges.
package struct Plan: Sendable, Hashable {
    package var name: String
    package var source: SourceLocation
    /// At least one: a lab without stages has its base as the only one.
    package var stages: [StagePlan]

    /// Plans a lab, or says everything that is wrong with it.
    package init(_ lab: Lab) throws(InvalidLab) {
        name = lab.name
        source = lab.source
        stages = []
        var problems = Self.faultyNames(of: lab)
        let wanted = lab.stages.isEmpty ? [nil] : lab.stages.map(Optional.some)
        var findings: [[Finding]] = []
        let layers = Layers(lab)
        for (position, stage) in wanted.enumerated() {
            var resolver = layers.resolved(position)
            resolver.prove()
            resolver.dropWhatALinkThatIsDownLoses()
            findings.append(resolver.findings)
            stages.append(
                StagePlan(
                    number: position + 1, title: stage?.title ?? lab.name, story: stage?.story ?? "", state: resolver.state,
                    checks: resolver.checks, source: stage?.source ?? lab.source))
        }
        problems += Self.problems(of: findings, in: lab.stages)
        guard problems.isEmpty else {
            throw InvalidLab(problems: problems.sorted { $0.source.line < $1.source.line })
        }
    }

    private static func faultyNames(of lab: Lab) -> [Problem] {
        var problems: [Problem] = []
        if let fault = NodeName.fault(lab.name, of: "lab") { problems.append(Problem(fault, at: lab.source)) }
        var titles: [String: SourceLocation] = [:]
        for stage in lab.stages {
            // A stage is asked for by its title whatever the case.
            let title = stage.title.lowercased()
            if let earlier = titles[title] {
                problems.append(Problem("a stage \"\(stage.title)\" is already at line \(earlier.line); titles name stages, so each needs its own", at: stage.source))
            } else {
                titles[title] = stage.source
            }
        }
        return problems
    }

    /// Each problem once, though it may show in several stages. Its stage is named if it does not show in all.
    private static func problems(of findings: [[Finding]], in stages: [Stage]) -> [Problem] {
        var order: [(finding: Finding, stage: Int)] = []
        var counts: [Finding.Core: Int] = [:]
        for (stage, found) in findings.enumerated() {
            var here: Set<Finding.Core> = []
            for finding in found where here.insert(finding.core).inserted {
                counts[finding.core, default: 0] += 1
                if counts[finding.core] == 1 { order.append((finding, stage)) }
            }
        }
        return order.map { finding, stage in
            let isEverywhere = findings.count > 1 && counts[finding.core] == findings.count
            let namesStage = finding.namesStage && !isEverywhere && !stages.isEmpty
            let place = namesStage ? " in stage \"\(stages[stage].title)\"" : ""
            return Problem(finding.core.what + place + finding.rest, at: finding.core.source)
        }
    }

    /// The steps from a stage to another; from `nil`, the steps that build it from nothing.
    package func steps(from: StagePlan? = nil, to stage: StagePlan) -> [Step] {
        (from?.state ?? NetworkState()).steps(to: stage.state, removingBecause: "stage \(stage.number) does without it")
    }

    /// The stage of this number, counted from 1, or of this title, whatever its case.
    package func stage(named text: String) -> StagePlan? {
        if let number = Int(text), let stage = stages.first(where: { $0.number == number }) { return stage }
        return stages.first { $0.title.lowercased() == text.lowercased() }
    }
}

/// One stage of a ``Plan``.
package struct StagePlan: Sendable, Hashable {
    /// Counted from 1.
    package var number: Int
    package var title: String
    package var story: String
    package var state: NetworkState
    package var checks: [Check]
    package var source: SourceLocation
}
