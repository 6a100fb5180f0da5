import Foundation

/// Networks of several sizes, up and down, beside the C floor and `ip -batch`.
enum ScaleBenchmark: Benchmark {
    static let name = "scale"
    static let abstract = "Networks of several sizes, up and down, beside a floor in C, ip -batch, and Mininet where it is."
    static let sizes = [(2, 1), (20, 50)]

    static let heads = ["hosts × pods", "who", "up", "of the floor", "memory", "down"]

    static func measure(_ bench: Workbench) throws -> Table {
        var table = Table(
            name: name,
            heads: heads,
            note: """
                Medians of \(bench.rounds) rounds with the extremes; in each round every one ran once, one after the other. \
                "warren up" is the whole command, with reading the lab and planning; "built in" is what it says itself. Memory is the \
                most that its keeper had resident. The \
                floor lets go of its descriptors, and the kernel removes the network afterwards, as with Warren. Mininet ran in \
                the first round only: it takes most of a minute for the large network.
                """)
        for (hosts, pods) in sizes { table.rows += try rows(bench, hosts, pods) }
        return table
    }

    static func rows(_ bench: Workbench, _ hosts: Int, _ pods: Int, withBatch: Bool = true) throws -> [[String]] {
        let lab = try bench.mesh(hosts, pods), floor = try bench.floor(), batch = "\(bench.package)/Benchmarks/ip-batch.sh"
        var floorUp = Samples(), floorDown = Samples(), up = Samples(), built = Samples(), memory = Samples(), down = Samples()
        var batchUp = Samples(), batchDown = Samples(), mininetUp = Samples(), mininetDown = Samples()
        try Settling.wait()
        for round in 0..<bench.rounds {
            let words = try Execution(floor, "\(hosts)", "\(pods)").output.split(separator: " ")
            floorUp.add(Double(words[1]) ?? .nan)
            floorDown.add(Double(words[4]) ?? .nan)
            try Settling.wait()

            let run = try Execution(bench.warren, "up", lab, "--name", "bench")
            up.add(run.wall)
            built.add(try milliseconds(in: run.output))
            memory.add(try keeperMemory())
            down.add(try Execution(bench.warren, "down", "bench").wall)
            try Settling.wait()

            guard withBatch else { continue }
            batchUp.add(try Execution(batch, "up", "\(hosts)", "\(pods)").wall)
            batchDown.add(try Execution(batch, "down", "\(hosts)", "\(pods)").wall)
            try Settling.wait()

            guard round == 0, hasMininet else { continue }
            let mininet = try Execution("\(bench.package)/Benchmarks/mininet-mesh.py", "\(hosts)", "\(pods)").output.split(separator: " ")
            mininetUp.add(Double(mininet[1]) ?? .nan)
            mininetDown.add(Double(mininet[3].dropLast()) ?? .nan)
            try Settling.wait()
        }
        let size = "\(hosts) × \(pods)"
        return [
            [size, "floor in C, one thread", floorUp.times, "1", "", floorDown.times],
            ["", "`warren up`, built in", built.times, built.ratio(to: floorUp), "", ""],
            ["", "`warren up`, all", up.times, up.ratio(to: floorUp), String(format: "%.0f MiB", memory.median), down.times],
        ] + (withBatch ? [["", "`ip -batch`", batchUp.times, batchUp.ratio(to: floorUp), "", batchDown.times]] : [])
            + (mininetUp.count > 0 ? [["", "Mininet, its Python", Samples.time(mininetUp.median), mininetUp.ratio(to: floorUp), "", Samples.time(mininetDown.median)]] : [])
    }

    /// Debian's package `mininet`, for the system's own Python.
    private static var hasMininet: Bool { (try? Execution("/usr/bin/python3", "-c", "import mininet.node")) != nil }

    /// The most that the keeper had resident, in mebibytes.
    private static func keeperMemory() throws -> Double {
        struct Keeper: Decodable { var process: Int }
        let record = try JSONDecoder().decode(Keeper.self, from: Data(contentsOf: URL(fileURLWithPath: "/run/warren/bench/lab.json")))
        let status = try String(contentsOfFile: "/proc/\(record.process)/status", encoding: .utf8).split(separator: "\n")
        let words = status.first { $0.hasPrefix("VmHWM:") }?.split(whereSeparator: \.isWhitespace) ?? []
        guard words.count > 1, let kibibytes = Double(words[1]) else { throw Execution.Failure(description: "no memory of process \(record.process)") }
        return kibibytes / 1024
    }

    /// `… 1021 nodes, 1.91 s`
    private static func milliseconds(in output: String) throws -> Double {
        let words = output.split(separator: "\n")[0].split(separator: " ")
        guard words.count > 2, let value = Double(words[words.count - 2]) else { throw Execution.Failure(description: output) }
        return switch words[words.count - 1] {
        case "s": value * 1000
        case "ms": value
        default: value / 1000
        }
    }
}
