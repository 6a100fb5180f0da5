import ArgumentParser
import Foundation

struct CrowdVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crowd",
        abstract: "Start and end many labs from several processes at once, some under the same names.",
        discussion: """
            Every lab is either right (its nodes reach each other) or refused with a message that says why; of a name \
            there is one lab at a time; a fifth of the keepers is killed. At the end nothing is left.

              warren-chaos crowd --labs 200 --workers 8
            """)

    @Option(help: "How many labs are started.") var labs = 200
    @Option(help: "How many processes start and end labs at a time.") var workers = 8

    func validate() throws {
        guard labs >= workers, workers > 0 else { throw ValidationError("--labs: at least one for each worker") }
    }

    func run() async throws {
        try Programs.check()
        try Cell.enter()
        try await Surroundings.make()
        let started = ContinuousClock.now
        let (around, file) = (try await Surroundings.now(), try await SmallLab.write())
        let before = try Residue.now()
        let register = CrowdRegister()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<workers {
                group.addTask { try await CrowdWorker(number: worker, of: workers, labs: labs, file: file, register: register).run() }
            }
            try await group.waitForAll()
        }
        var faults = await register.faults
        let list = try await Command.warren(["list"]).run()
        if list.status != 0 || !list.output.isEmpty { faults.append("list at the end: \(list.output)\(list.errors)") }
        let left = try Residue.await(before)
        if left.count > 0 { faults.append("left: \(left)") }
        faults += try await Surroundings.now().changes(since: around)
        let (right, refused, killed) = await (register.right, register.refused, register.killed)
        print("labs             \(labs) from \(workers) processes at once: \(right) right, \(refused) refused, \(killed) keepers killed")
        print("residue          \(left.count)")
        print("faults           \(faults.count)")
        print("time             \((ContinuousClock.now - started).components.seconds) s")
        for fault in faults { print("  \(fault)") }
        if !faults.isEmpty || right + refused != labs { throw ExitCode(1) }
    }
}
