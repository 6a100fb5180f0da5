import Glibc

/// A hundred hosts with a hundred pods each: 10,101 namespaces.
enum LargeBenchmark: Benchmark {
    static let name = "large"
    static let abstract = "100 hosts with 100 pods each, up and down, beside a floor in C. Takes minutes and 4 GB."

    static func measure(_ bench: Workbench) throws -> Table {
        let hosts = min(100, mostHosts)
        let few = hosts < 100 ? " The limit of descriptors (ulimit -Hn) allows no more than \(hosts) hosts." : ""
        return Table(
            name: name, heads: ScaleBenchmark.heads,
            rows: try ScaleBenchmark.rows(bench, hosts, 100, withBatch: false),
            note: "Medians of \(bench.rounds) rounds with the extremes, one after the other in each round.\(few)")
    }

    private static var mostHosts: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        return (Int(clamping: limit.rlim_max) - 400) / 101
    }
}
