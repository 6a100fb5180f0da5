import Foundation

/// The same thing again and again, and what of a process grows meanwhile.
struct Soak {
    let file: String
    let runs: Int

    /// What a process has.
    struct Size {
        /// Resident memory that is not of files, in KiB.
        var memory: Int
        var descriptors: Int

        init?(of process: pid_t) {
            guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8),
                let line = status.split(separator: "\n").first(where: { $0.hasPrefix("RssAnon:") }),
                let memory = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Int($0) })
            else { return nil }
            self.memory = memory
            descriptors = Cell.entries(of: "/proc/\(process)/fd").count
        }

        /// Of a keeper, which closes its sockets a moment after it has answered; all but the one where it is spoken to.
        init?(ofResting keeper: pid_t) {
            let limit = ContinuousClock.now + .seconds(10)
            while Self.sockets(of: keeper) > 1, ContinuousClock.now < limit { usleep(500) }
            self.init(of: keeper)
        }

        private static func sockets(of process: pid_t) -> Int {
            Cell.entries(of: "/proc/\(process)/fd").count { number in
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/fd/\(number)"))?.hasPrefix("socket:") ?? false
            }
        }

        func most(_ other: Size?) -> Size {
            guard let other else { return self }
            var most = self
            most.memory = max(memory, other.memory)
            most.descriptors = max(descriptors, other.descriptors)
            return most
        }
    }

    /// From the first runs to the last.
    struct Growth: CustomStringConvertible {
        var early: Size?
        var late: Size?
        /// How many KiB each run may leave in memory: what `test --repeat` says of each at the end.
        var allowance = 0.0
        var runs: Int
        var faults: [String] = []

        var description: String {
            guard let early, let late else { return faults.isEmpty ? "all held, nothing left in between" : "\(faults.count) faults" }
            return "memory \(early.memory) KiB, at the end \(late.memory) KiB; descriptors \(early.descriptors), at the end \(late.descriptors)"
        }

        mutating func judge() {
            guard let early, let late else { return faults.append("was not seen twice") }
            // A page table or an arena of the allocator more is no leak; a kilobyte a run is.
            let most = 512 + Int(allowance * Double(runs) * 0.9)
            if late.memory - early.memory > most { faults.append("grew by \(late.memory - early.memory) KiB of memory, where \(most) would do") }
            if late.descriptors > early.descriptors + 4 { faults.append("had \(early.descriptors) descriptors, and has \(late.descriptors)") }
        }
    }

    /// A process for each run.
    func processes() async throws -> Growth {
        var growth = Growth(runs: runs)
        let before = try Residue.now()
        for run in 1...runs {
            let outcome = try await Command.warren(["test", file]).run()
            if outcome.status != 0 { growth.faults.append("run \(run): \(outcome.status): \(outcome.output)\(outcome.errors)") }
            let left = try Residue.await(before)
            if left.count > 0 { growth.faults.append("run \(run) left \(left)") }
            if growth.faults.count > 10 { break }
        }
        return growth
    }

    /// One process for all runs.
    func oneProcess() async throws -> Growth {
        var growth = Growth(allowance: 8, runs: runs)
        let output = Cell.workshop + "/soak.out"
        let words = ["sh", "-c", "exec \"$0\" test \"$1\" --repeat \(runs) > \"$2\"", Programs.warren, file, output]
        let environment = ["WARREN_CACHE": Programs.cache, "TMPDIR": Cell.temporary]
        let ending = Task { try await Command(words, environment: environment, deadline: .seconds(3600)).run() }
        while true {
            try await Task.sleep(for: .milliseconds(20))
            let done = Self.count(of: "Routed", in: output)
            guard let process = Cell.living().first(where: { Cell.verb(of: $0) == "test" }), let size = Size(of: process) else {
                if done > 0 { break }
                continue
            }
            // Within a run there are now more, now fewer: the most of it counts.
            if done >= runs / 10, done < runs * 4 / 10 { growth.early = size.most(growth.early) }
            if done >= runs * 7 / 10 { growth.late = size.most(growth.late) }
        }
        let outcome = try await ending.value
        if outcome.status != 0 { growth.faults.append("ended with \(outcome.status): \(outcome.errors)") }
        growth.judge()
        unlink(output)
        return growth
    }

    /// One keeper, brought from one stage to the other.
    func keeper() async throws -> Growth {
        var growth = Growth(runs: runs)
        let up = try await Command.warren(["up", file, "--name", "soak", "--stage", "1"]).run()
        guard up.status == 0, let keeper = Cell.living().first(where: { Cell.verb(of: $0) == "keeper" }) else { throw ChaosError("up: \(up.errors)") }
        for run in 1...runs {
            let outcome = try await Command.warren(["apply", file, "--name", "soak", "--stage", run % 2 == 1 ? "2" : "1"]).run()
            if outcome.status != 0 { growth.faults.append("change \(run): \(outcome.errors)") }
            if run == runs / 10 { growth.early = Size(ofResting: keeper) }
        }
        growth.late = Size(ofResting: keeper)
        growth.judge()
        _ = try await Command.warren(["down", "soak"]).run()
        return growth
    }

    private static func count(of word: String, in path: String) -> Int {
        guard let data = FileManager.default.contents(atPath: path) else { return 0 }
        return String(decoding: data, as: UTF8.self).components(separatedBy: word).count - 1
    }
}
