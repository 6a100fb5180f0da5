import ArgumentParser
import Foundation
import Loading
import Planning

struct PointsVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "points",
        abstract: "Let every request of a keeper fail, one by one, and kill it after every one.",
        discussion: """
            For each lab, each of its stages and each verb: `up` and `apply` must name the step and its line, and leave \
            nothing, respectively the lab as it was. What a killed keeper leaves must be gone with the next verb.

              warren-chaos points labs
              warren-chaos points labs/bridge.swift --stage 1 --verb up --kind refuse --point 17
            """)

    @Argument(help: "Lab files, or directories of them.") var paths: [String]
    @Option(help: "The only stage, by number or title.") var stage: String?
    @Option(help: "Only up, apply or down; or test.") var verb: String?
    @Option(help: "Only refuse or kill.") var kind: String?
    @Option(help: "The only point, by its number.") var point: Int?
    @Option(help: "Each so many points one is tried.") var every = 1
    @Flag(help: "At each stage also what was tried at an earlier one.") var all = false

    func validate() throws {
        guard every > 0 else { throw ValidationError("--every: at least 1") }
        if let verb, Campaign.Verb(rawValue: verb) == nil { throw ValidationError("--verb: up, apply, down or test") }
        if let kind, FaultPage.Kind(rawValue: kind) == nil { throw ValidationError("--kind: refuse or kill") }
    }

    func run() async throws {
        try Programs.check()
        try Cell.enter()
        try await Surroundings.make()
        let started = ContinuousClock.now
        let around = try await Surroundings.now()
        var total = Tally()
        for file in labs() {
            total.add(try await run(file, around))
        }
        print("points tried     \(total.points): \(total.refused) refused, \(total.killed) killed")
        print("residue          \(total.residueText)")
        print("steps named      \(total.named.count)")
        print("worst recovery   \(Tally.milliseconds(total.worstRecovery))")
        print("faults           \(total.faults.count)")
        print("time             \((ContinuousClock.now - started).components.seconds) s")
        if total.points == 0 || !total.faults.isEmpty { throw ExitCode(1) }
    }

    private func labs() -> [String] {
        paths.flatMap { path in
            path.hasSuffix(".swift") ? [path] : Cell.entries(of: path).filter { $0.hasSuffix(".swift") }.map { "\(path)/\($0)" }
        }
    }

    private func run(_ file: String, _ around: Surroundings) async throws -> Tally {
        var environment = ProcessInfo.processInfo.environment
        environment["WARREN_CACHE"] = Programs.cache
        let plan = try Plan(try await LabLoader(environment: environment).load(file))
        guard let stages = stage.map({ plan.stage(named: $0).map { [$0] } ?? [] }) ?? plan.stages as [StagePlan]?, !stages.isEmpty else {
            throw ChaosError("\(file) has no stage \(stage ?? "")")
        }
        var buildable: [StagePlan] = []
        for stage in plan.stages where try await canBuild(stage, of: file) { buildable.append(stage) }
        var total = Tally()
        var known: [FaultPage.Kind: [Campaign.Verb: Set<UInt64>]] = [:]
        for stage in stages where buildable.contains(where: { $0.number == stage.number }) {
            for verb in Campaign.Verb.allCases where self.verb == nil && verb != .test || self.verb == verb.rawValue {
                // Ending is the same at each stage.
                if verb == .down, stage.number != stages.last(where: { each in buildable.contains { $0.number == each.number } })?.number { continue }
                guard let former = buildable.last(where: { $0.number < stage.number }) ?? buildable.last else { continue }
                if verb == .apply, former.number == stage.number { continue }
                for kind in FaultPage.Kind.allCases where self.kind == nil || self.kind == kind.rawValue {
                    var campaign = try Campaign(file: file, plan: plan, kind: kind, every: every, only: point, known: all ? [] : known[kind]?[verb] ?? [], disturbing: verb == .test ? "test" : "keeper")
                    var tally = Tally()
                    do {
                        switch verb {
                        case .up: try await campaign.tryUp(stage)
                        case .apply: try await campaign.tryApply(from: former, to: stage)
                        case .down: try await campaign.tryDown(stage)
                        case .test: try await campaign.tryTest(stage)
                        }
                    } catch {
                        tally.faults.append("\(file): \(verb) \(kind) at stage \(stage.number): \(error)")
                        Cell.clear()
                    }
                    tally.add(campaign.tally)
                    known[kind, default: [:]][verb] = campaign.known
                    tally.faults += try await Surroundings.now().changes(since: around).map { "\(file): \(verb) \(kind) at stage \(stage.number): \($0)" }
                    show(tally, plan, stage, verb, kind)
                    total.add(tally)
                }
            }
        }
        if every == 1, point == nil {
            let silent = total.expected.subtracting(total.named).sorted()
            for step in silent { print("  no error ever named the step \(step)") }
            total.faults += silent.map { "no error ever named the step \($0)" }
        }
        return total
    }

    /// Whether this machine can: a stage may need a driver that its kernel lacks, and is left out then.
    private func canBuild(_ stage: StagePlan, of file: String) async throws -> Bool {
        let outcome = try await Command.warren(["up", file, "--stage", "\(stage.number)", "--name", "chaos"]).run()
        if outcome.status == 0 { _ = try await Command.warren(["down", "chaos"]).run() }
        // Anything but 3 is for the campaign to tell.
        guard outcome.status == 3 else { return true }
        print("skipped: \(file) at stage \(stage.number): \(outcome.errors.split(separator: "\n").first ?? "")")
        return false
    }

    private func show(_ tally: Tally, _ plan: Plan, _ stage: StagePlan, _ verb: Campaign.Verb, _ kind: FaultPage.Kind) {
        let cells = [plan.name, "stage \(stage.number)", verb.rawValue, kind.rawValue, "\(tally.points) points", "residue \(tally.residue.reduce(0, +))"]
        let widths = [20, 8, 6, 7, 11, 11]
        let left = zip(cells, widths).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }.joined(separator: " ")
        print("\(left) worst recovery \(Tally.milliseconds(tally.worstRecovery))" + (tally.faults.isEmpty ? "" : "   \(tally.faults.count) faults"))
        for fault in tally.faults { print("  \(fault)") }
        fflush(nil)
    }
}
