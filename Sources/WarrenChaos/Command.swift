import Subprocess

/// A program that is run to its end.
struct Command {
    struct Outcome {
        /// The exit status; 128 and the signal's number for one that was killed.
        var status: Int32
        var output: String
        var errors: String

        var firstError: String { String(errors.prefix { $0 != "\n" }) }
    }

    var words: [String]
    var environment: [String: String] = [:]
    /// What takes longer hangs.
    var deadline: Duration = .seconds(30)

    init(_ words: String..., environment: [String: String] = [:]) {
        self.words = words
        self.environment = environment
    }

    init(_ words: [String], environment: [String: String] = [:], deadline: Duration = .seconds(30)) {
        self.words = words
        self.environment = environment
        self.deadline = deadline
    }

    func run() async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask { try await start() }
            group.addTask {
                try await Task.sleep(for: deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let outcome = try await group.next() ?? nil else {
                throw ChaosError("`\(words.joined(separator: " "))` has not ended after \(deadline)")
            }
            return outcome
        }
    }

    private func start() async throws -> Outcome {
        let result = try await Subprocess.run(
            words[0].contains("/") ? .path(.init(words[0])) : .name(words[0]), arguments: Arguments(Array(words.dropFirst())),
            environment: .inherit.updating(
                Dictionary(uniqueKeysWithValues: environment.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } })),
            input: .none, output: .string(limit: 16 << 20), error: .string(limit: 4 << 20))
        let status: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): 128 + signal
            }
        return Outcome(status: status, output: result.standardOutput, errors: result.standardError)
    }
}

extension Command {
    /// The program under test.
    ///
    /// - Parameter page: with what its keeper is disturbed
    static func warren(_ words: [String], page: FaultPage? = nil, deadline: Duration = .seconds(30)) -> Command {
        var environment = ["WARREN_CACHE": Programs.cache, "TMPDIR": Cell.temporary]
        if let page {
            environment["LD_PRELOAD"] = Programs.faults
            environment["WARREN_FAULTS"] = page.path
            environment["WARREN_FAULTS_IN"] = page.verb
        }
        return Command([Programs.warren] + words, environment: environment, deadline: deadline)
    }
}
