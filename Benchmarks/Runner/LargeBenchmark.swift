/// A hundred hosts with a hundred pods each: 10,101 namespaces.
enum LargeBenchmark: Benchmark {
    static let name = "large"
    static let abstract = "100 hosts with 100 pods each, up and down, beside a floor in C. Takes minutes and 4 GB."

    static func measure(_ bench: Workbench) throws -> Table {
        Table(
            name: name, heads: ["hosts × pods", "who", "up", "of the floor", "down"],
            rows: try ScaleBenchmark.rows(bench, 100, 100, withBatch: false),
            note: "Medians of \(bench.rounds) rounds with the extremes, one after the other in each round.")
    }
}
