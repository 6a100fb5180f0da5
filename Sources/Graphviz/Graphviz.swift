import Subprocess

/// Graphviz' `dot` program, which says where things go.
///
/// The program rather than libgvc: it needs no headers at build time and none at run time until a picture is asked
/// for, its formats have been stable for decades, and whatever goes wrong in it ends a process that is not ours.
package struct Graphviz: Sendable {
    /// Why there is no layout.
    package enum Failure: Error, Sendable, CustomStringConvertible {
        /// `dot` is not installed.
        case missing
        /// It took longer than it may.
        case tooLong(Duration)
        case failed(String)

        package var description: String {
            switch self {
            case .missing: "Graphviz is missing, which lays out pictures; install it with: apt-get install graphviz (the formats text, dot and mermaid need none)"
            case .tooLong(let limit): "Graphviz took longer than \(limit.components.seconds) seconds"
            case .failed(let message): "Graphviz failed: \(message)"
            }
        }
    }

    /// A name looked up in PATH.
    private let program: String
    private let deadline: Duration

    package init(program: String = "dot", deadline: Duration = .seconds(60)) {
        self.program = program
        self.deadline = deadline
    }

    /// What `dot -Tplain-ext` says of the graphs: a line for each node and edge, in inches.
    package func plain(_ graphs: String) async throws -> String { try await run(graphs, format: "plain-ext") }

    /// What `dot` makes of graphs in its language.
    ///
    /// - Throws: ``Failure``, or `CancellationError`.
    package func run(_ graphs: String, format: String) async throws -> String {
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { try await start(graphs, format) }
            group.addTask {
                try await Task.sleep(for: deadline)
                return nil
            }
            // Cancelling the first task ends the program.
            defer { group.cancelAll() }
            if let text = try await group.next() ?? nil { return text }
            group.cancelAll()
            // On a machine that is very busy, word of an end that came in time comes after that of the time's.
            guard let text = try? await group.next() ?? nil else { throw Failure.tooLong(deadline) }
            return text
        }
    }

    private func start(_ graphs: String, _ format: String) async throws -> String {
        let result: ExecutionResult<Void, StringOutput<UTF8>, StringOutput<UTF8>>
        do {
            result = try await Subprocess.run(
                .name(program), arguments: ["-T\(format)"], input: .string(graphs), output: .string(limit: 64 << 20),
                error: .string(limit: 1 << 20))
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw Failure.missing
        } catch let error as SubprocessError {
            throw Failure.failed("\(error)")
        }
        guard result.terminationStatus.isSuccess else {
            let message = result.standardError.split(separator: "\n").first.map(String.init)
            throw Failure.failed(message ?? "\(result.terminationStatus)")
        }
        return result.standardOutput
    }
}
