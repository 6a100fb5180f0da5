import ArgumentParser
import Foundation

@main
struct BenchmarkCommand: ParsableCommand {
    static let all: [any Benchmark.Type] = [
        ScaleBenchmark.self, StandingBenchmark.self, PlanningBenchmark.self, ProgramBenchmark.self, RelayBenchmark.self,
        FirstPingBenchmark.self, LargeBenchmark.self, VirtualMachineBenchmark.self,
    ]

    static let configuration = CommandConfiguration(
        commandName: "warren-benchmarks",
        abstract: "Measure Warren, and write the tables of docs/performance.md.",
        discussion: all.map { "\($0.name): \($0.abstract)" }.joined(separator: "\n") + "\n\nAs root, on a machine that does nothing else.")

    @Argument(help: "Which to run; all but large and vm where none is named.")
    var names: [String] = []

    @Option(help: "How often everything is measured.")
    var rounds = 5

    @Option(help: ArgumentHelp("The page whose tables are replaced; otherwise they are printed.", valueName: "path"))
    var write: String?

    @Option(help: ArgumentHelp("The package's directory.", valueName: "path"))
    var package = FileManager.default.currentDirectoryPath

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("there must be a round at least") }
        for name in names where !Self.all.contains(where: { $0.name == name }) {
            throw ValidationError("no benchmark \(name); there are " + Self.all.map { $0.name }.joined(separator: ", "))
        }
    }

    func run() throws {
        let scratch = NSTemporaryDirectory() + "warren-benchmarks-\(getpid())"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        // As it is installed, with what labs are compiled against.
        let bench = Workbench(package: package, warren: "\(package)/.build/release/installation/bin/warren", scratch: scratch, rounds: rounds)
        var page = try write.map { try String(contentsOfFile: $0, encoding: .utf8) } ?? ""
        for benchmark in Self.all where names.isEmpty ? ![LargeBenchmark.name, VirtualMachineBenchmark.name].contains(benchmark.name) : names.contains(benchmark.name) {
            let table = try benchmark.measure(bench)
            print("\(table.name)\n\n\(table.markdown)\n")
            fflush(nil)
            if let write {
                try table.write(into: &page)
                try page.write(toFile: write, atomically: true, encoding: .utf8)
            }
        }
        if let write {
            try Machine.table(names).write(into: &page)
            try page.write(toFile: write, atomically: true, encoding: .utf8)
        }
    }
}
