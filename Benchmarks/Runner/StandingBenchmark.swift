/// What can be asked of a lab that stands, in a small one and in a large one.
enum StandingBenchmark: Benchmark {
    static let name = "standing"
    static let abstract = "The verbs for a lab that runs: plan, inspect, exec, in networks of two sizes."

    private static let verbs = [
        ["plan", "LAB", "--name", "bench"], ["inspect", "bench", "--format", "json"], ["inspect", "bench", "host1"],
        ["exec", "bench", "host1", "true"], ["list"],
    ]

    static func measure(_ bench: Workbench) throws -> Table {
        var columns: [[Samples]] = []
        for (hosts, pods) in ScaleBenchmark.sizes {
            let lab = try bench.mesh(hosts, pods)
            _ = try Execution(bench.warren, "up", lab, "--name", "bench")
            var samples = [Samples](repeating: Samples(), count: verbs.count)
            for _ in 0..<bench.rounds {
                for (position, words) in verbs.enumerated() {
                    samples[position].add(try Execution([bench.warren] + words.map { $0 == "LAB" ? lab : $0 }).wall)
                }
            }
            _ = try Execution(bench.warren, "down", "bench")
            try Settling.wait()
            columns.append(samples)
        }
        return Table(
            name: name, heads: ["command"] + ScaleBenchmark.sizes.map { "\($0) × \($1)" },
            rows: verbs.enumerated().map { position, words in
                ["`warren \(words.map { $0 == "LAB" ? "mesh.lab" : $0 }.joined(separator: " "))`"] + columns.map { $0[position].times }
            },
            note: "Medians of \(bench.rounds) rounds with the extremes. `plan` reads the lab, and compares it with what every node's kernel has.")
    }
}
