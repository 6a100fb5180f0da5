import Foundation

/// Whole commands, as somebody types them.
enum ProgramBenchmark: Benchmark {
    static let name = "program"
    static let abstract = "Whole commands: help, list, the article's lab, a changed lab file."

    static func measure(_ bench: Workbench) throws -> Table {
        let article = bench.lab("pods-across-hosts")
        let changed = "\(bench.scratch)/changed.swift"
        let text = try String(contentsOfFile: article, encoding: .utf8)
        _ = try Execution(bench.warren, "explain", article)

        var help = Samples(), list = Samples(), test = Samples(), building = Samples(), fresh = Samples(), warm = Samples(), compiler = Samples()
        for round in 0..<bench.rounds {
            help.add(try Execution(bench.warren, "--help").wall)
            list.add(try Execution(bench.warren, "list").wall)
            let run = try Execution(bench.warren, "test", article, "--format", "json")
            test.add(run.wall)
            building.add(try Results(run.output).buildMilliseconds)
            try Settling.wait()

            try (text + "// \(round) \(getpid())\n").write(toFile: changed, atomically: true, encoding: .utf8)
            compiler.add(try compile(changed, bench))
            fresh.add(try Execution(bench.warren, "up", changed, "--name", "bench").wall)
            try down(bench)
            warm.add(try Execution(bench.warren, "up", changed, "--name", "bench").wall)
            try down(bench)
        }
        return Table(
            name: name, heads: ["command", "wall time"],
            rows: [
                ["`warren --help`", help.times],
                ["`warren list`", list.times],
                ["`warren test labs/pods-across-hosts.swift`, compiled before", test.times],
                ["… of it building all six stages", building.times],
                ["`warren up` of the same file, compiled before", warm.times],
                ["`warren up` of the file after a change", fresh.times],
                ["`swiftc` alone, of that file", compiler.times],
            ],
            note: """
                Medians of \(bench.rounds) rounds with the extremes. The compiler alone makes the same program, with the same options \
                and the same linker, and does not run it.
                """)
    }

    /// What the compiler takes for a lab file when somebody calls it by hand.
    private static func compile(_ file: String, _ bench: Workbench) throws -> Double {
        let library = URL(fileURLWithPath: bench.warren).deletingLastPathComponent().deletingLastPathComponent().path + "/lib/warren"
        return try Execution(
            "swiftc", "-swift-version", "6", "-Onone", "-module-name", "LabFile", "-use-ld=lld", "-I", library + "/Modules", "-L", library,
            "-lWarrenLab", "-lFoundationEssentials", "-lswiftSynchronization", "-module-cache-path", "\(bench.scratch)/modules",
            file, "-o", "\(bench.scratch)/program").wall
    }

    private static func down(_ bench: Workbench) throws {
        _ = try Execution(bench.warren, "down", "bench")
        try Settling.wait()
    }

    /// What is wanted of `test --format json`.
    private struct Results: Decodable {
        struct Lab: Decodable { var stages: [Stage] }
        struct Stage: Decodable { var buildMilliseconds: Double? }
        var labs: [Lab]

        init(_ text: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) }
        var buildMilliseconds: Double { labs.flatMap(\.stages).compactMap(\.buildMilliseconds).reduce(0, +) }
    }
}
