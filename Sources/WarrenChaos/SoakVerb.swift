import ArgumentParser
import Foundation

struct SoakVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Do the same again and again, and see that nothing grows.",
        discussion: """
            `test` in as many processes, `test --repeat` in one process, and a keeper that is brought from one stage to the \
            other. Compared are memory (RSS) and descriptors after a tenth and at the end, and all that is left.

              warren-chaos soak --runs 1000
            """)

    @Option(help: "How often.") var runs = 1000

    func validate() throws {
        guard runs >= 20 else { throw ValidationError("--runs: at least 20, or there is nothing to compare") }
    }

    func run() async throws {
        try Programs.check()
        try Cell.enter()
        try await Surroundings.make()
        let (around, file) = (try await Surroundings.now(), try await SmallLab.write())
        let before = try Residue.now()
        let soak = Soak(file: file, runs: runs)
        var faults: [String] = []
        for (what, growth) in [
            ("\(runs) processes", try await soak.processes()), ("one process, \(runs) runs", try await soak.oneProcess()), ("one keeper, \(runs) changes", try await soak.keeper()),
        ] {
            print("\(what.padding(toLength: 28, withPad: " ", startingAt: 0)) \(growth)")
            faults += growth.faults.map { "\(what): \($0)" }
        }
        let left = try Residue.await(before)
        if left.count > 0 { faults.append("left: \(left)") }
        faults += try await Surroundings.now().changes(since: around)
        print("residue                      \(left.count)")
        print("faults                       \(faults.count)")
        for fault in faults { print("  \(fault)") }
        if !faults.isEmpty { throw ExitCode(1) }
    }
}
