import Foundation
import Planning

/// Every point of one verb at one stage of a lab, refused one by one, or killed at one by one.
struct Campaign {
    enum Verb: String, CaseIterable {
        case up, apply, down
        /// Only where it is asked for: a lab's probes make it long.
        case test
    }

    let file: String
    let plan: Plan
    let kind: FaultPage.Kind
    /// Which points are tried: each, or each second one, …
    let every: Int
    /// The only point that is tried.
    let only: Int?
    /// The sums of requests that have been tried already, at other stages.
    private(set) var known: Set<UInt64>
    private let page: FaultPage
    private let before: Residue
    private(set) var tally = Tally()
    private let name = "chaos"

    init(file: String, plan: Plan, kind: FaultPage.Kind, every: Int, only: Int?, known: Set<UInt64>, disturbing verb: String = "keeper") throws {
        (self.file, self.plan, self.kind, self.every, self.only, self.known) = (file, plan, kind, every, only, known)
        page = try FaultPage(verb: verb)
        before = try Residue.now()
    }

    /// Those of the requests just counted that are to be tried: those that no other stage had.
    private mutating func points() -> [FaultPage.Point] {
        let counted = page.points
        if let only { return counted.filter { $0.number == only } }
        var seen: [UInt64: Int] = [:]
        let new = counted.filter { point in
            // Like requests in one run are of different steps.
            seen[point.sum, default: 0] += 1
            return known.insert(point.sum &+ UInt64(seen[point.sum] ?? 0)).inserted
        }
        return new.enumerated().filter { $0.offset % every == 0 }.map(\.element)
    }

    private func nodes(_ stage: StagePlan) -> [String] { stage.state.nodes.map { "\(name).\($0.name)" } }

    // MARK: What Warren is asked

    private func up(_ stage: StagePlan) async throws -> Command.Outcome {
        try await Command.warren(["up", file, "--stage", "\(stage.number)", "--name", name], page: page).run()
    }

    private func apply(_ stage: StagePlan) async throws -> Command.Outcome {
        try await Command.warren(["apply", file, "--stage", "\(stage.number)", "--name", name]).run()
    }

    private func down() async throws -> Command.Outcome { try await Command.warren(["down", name]).run() }

    /// Undisturbed, each has to succeed.
    private func well(_ outcome: Command.Outcome, _ what: String) throws {
        guard outcome.status == 0 else { throw ChaosError("\(what) failed undisturbed: \(outcome.output)\(outcome.errors)") }
    }

    // MARK: The verbs

    /// Brings the stage up, again and again, and each time another request goes wrong.
    mutating func tryUp(_ stage: StagePlan) async throws {
        page.count()
        try well(await up(stage), "up")
        let points = points()
        let right = try await LabSnapshot(of: nodes(stage))
        try well(await down(), "down")
        let words = ErrorWords(plan.steps(to: stage))
        for point in points {
            page.arm(point, kind)
            let outcome = try await up(stage)
            // How many requests there are, differs by one or two from time to time.
            guard page.hasFired else {
                if outcome.status == 0 { try well(await down(), "down") }
                continue
            }
            let place = "up to stage \(stage.number), \(kind) at \(point.number) (\(page.what))"
            tally.count(kind)
            if outcome.status == 0, kind == .refuse {
                // Something that can be done without: then the lab is as it would be with it.
                note(place, try await LabSnapshot(of: nodes(stage)).changes(since: right))
                page.count()
                try well(await down(), "down")
            } else if outcome.status != 0 {
                judge(outcome, words, place)
            }
            try await settle(place)
        }
        expect(words)
    }

    /// Brings a running lab from one stage to another. Refused, it must be as it was.
    mutating func tryApply(from stage: StagePlan, to goal: StagePlan) async throws {
        let words = ErrorWords(plan.steps(from: stage, to: goal))
        page.count()
        try well(await up(stage), "up")
        let old = try await LabSnapshot(of: nodes(stage))
        page.count()
        try well(await apply(goal), "apply")
        let points = points()
        let new = try await LabSnapshot(of: nodes(goal))
        try well(await apply(stage), "apply")
        let way = "apply from stage \(stage.number) to \(goal.number)"
        note("\(way) and back, undisturbed", try await LabSnapshot(of: nodes(stage)).changes(since: old))
        for point in points {
            if kind == .kill, Cell.entries(of: "/run/warren").isEmpty {
                page.count()
                try well(await up(stage), "up")
            }
            page.arm(point, kind)
            let outcome = try await apply(goal)
            let place = "\(way), \(kind) at \(point.number) (\(page.what))"
            let hasFired = page.hasFired
            page.count()
            if hasFired { tally.count(kind) }
            if outcome.status == 0, kind == .refuse || !hasFired {
                note(place, try await LabSnapshot(of: nodes(goal)).changes(since: new))
                try well(await apply(stage), "apply back")
            } else if kind == .refuse {
                judge(outcome, words, place)
                if !outcome.errors.contains("\(name) is as it was") { note(place, ["does not say that the lab is as it was: \(outcome.errors)"]) }
                let changes = try await LabSnapshot(of: nodes(stage)).changes(since: old)
                note(place, changes)
                if !changes.isEmpty { try well(await apply(stage), "mending") }
            } else {
                let isAnswered = outcome.status == 0 && page.isForNobody
                if !isAnswered, outcome.status == 0 || !outcome.firstError.hasPrefix("warren: ") { note(place, ["says \(outcome.status): \(outcome.errors)"]) }
                try await settle(place)
            }
        }
        if !Cell.entries(of: "/run/warren").isEmpty { try well(await down(), "down") }
        note(way, try Residue.await(before).count == 0 ? [] : ["something is left after down"])
        expect(words)
    }

    /// Ends a lab whose keeper cannot end in good order.
    mutating func tryDown(_ stage: StagePlan) async throws {
        page.count()
        try well(await up(stage), "up")
        page.count()
        try well(await down(), "down")
        for point in points() {
            page.count()
            try well(await up(stage), "up")
            page.arm(point, kind)
            let outcome = try await down()
            guard page.hasFired else { continue }
            tally.count(kind)
            let place = "down, \(kind) at \(point.number) (\(page.what))"
            if outcome.status != 0 { note(place, ["ended with \(outcome.status): \(outcome.errors)"]) }
            try await settle(place)
        }
    }

    /// Tests the stage. Whatever fails, the process ends with a status of its own and leaves nothing.
    mutating func tryTest(_ stage: StagePlan) async throws {
        let command = Command.warren(["test", file, "--stage", "\(stage.number)"], page: page, deadline: .seconds(60))
        page.count()
        try well(await command.run(), "test")
        for point in points() {
            page.arm(point, kind)
            let outcome = try await command.run()
            guard page.hasFired else { continue }
            tally.count(kind)
            let place = "test of stage \(stage.number), \(kind) at \(point.number) (\(page.what))"
            let isRight = kind == .kill ? outcome.status == 128 + SIGKILL : (0...3).contains(outcome.status)
            if !isRight { note(place, ["ended with \(outcome.status): \(outcome.errors)"]) }
            try await settle(place)
        }
    }

    // MARK: Judgement

    private mutating func judge(_ outcome: Command.Outcome, _ words: ErrorWords, _ place: String) {
        if ![2, 3].contains(outcome.status) { note(place, ["exit status \(outcome.status)"]) }
        if kind == .kill {
            if !outcome.firstError.contains("was killed (Killed) before the lab stood") { note(place, ["does not say that the keeper was killed: \(outcome.firstError)"]) }
            return
        }
        do {
            if let step = try words.step(in: outcome.firstError) { tally.named.insert(step) }
        } catch {
            note(place, ["\(error)"])
        }
    }

    private mutating func note(_ place: String, _ faults: [String]) {
        tally.faults += faults.prefix(4).map { "\(file): \(place): \($0)" }
    }

    /// Nothing may be left of a lab that was refused; nor, after the next verb, of one whose keeper was killed.
    private mutating func settle(_ place: String) async throws {
        if kind == .kill {
            page.awaitEnd()
            let list = try await Command.warren(["list"]).run()
            if list.status != 0 || list.output.contains(name) { note(place, ["list says \(list.status): \(list.output)\(list.errors)"]) }
        }
        let left = try Residue.await(before)
        tally.worstRecovery = max(tally.worstRecovery, page.sinceFired)
        guard left.count > 0 else { return }
        tally.residue = zip(tally.residue, left.counts).map(+)
        note(place, ["left \(left)"])
        Cell.clear()
    }

    /// Which steps the kernel can refuse: of each, one point at least must have named it.
    private mutating func expect(_ words: ErrorWords) {
        tally.expected.formUnion(words.refusable.map(ErrorWords.key))
    }
}
