import Loading
import Planning
import Warren

/// What is done of a large lab before the kernel is asked for anything.
enum PlanningBenchmark: Benchmark {
    static let name = "planning"
    static let abstract = "Reading, validating, planning and explaining labs of growing size."

    static func measure(_ bench: Workbench) throws -> Table {
        var table = Table(
            name: name, heads: ["hosts × pods", "nodes", "reading the .lab", "validation and plan", "steps", "commands", "per node, but reading"],
            note: "Medians of \(bench.rounds) rounds, in one process. Steps: those from nothing. Commands: each step's, as `explain` prints it.")
        for (hosts, pods) in [(10, 10), (20, 50), (50, 100), (100, 100)] {
            let file = try bench.mesh(hosts, pods)
            var reading = Samples(), planning = Samples(), stepping = Samples(), explaining = Samples()
            for _ in 0..<bench.rounds {
                let loaded = try time(&reading) { try Waiting.run { try await LabLoader().load(file) } }
                let plan = try time(&planning) { try Plan(loaded) }
                let stage = plan.stages[0]
                let steps = time(&stepping) { plan.steps(to: stage) }
                let length = time(&explaining) { steps.reduce(0) { $0 + $1.command.utf8.count } }
                guard length > 0 else { throw Execution.Failure(description: "\(file) has no commands") }
            }
            let nodes = hosts * (pods + 1) + 1
            let each = (planning.median + stepping.median + explaining.median) / Double(nodes)
            table.rows.append(
                ["\(hosts) × \(pods)", "\(nodes)"] + [reading, planning, stepping, explaining].map { Samples.time($0.median) } + [Samples.time(each)])
        }
        return table
    }

    private static func time<Value>(_ samples: inout Samples, _ body: () throws -> Value) rethrows -> Value {
        let started = ContinuousClock.now
        defer { samples.add((ContinuousClock.now - started) / .milliseconds(1)) }
        return try body()
    }
}
