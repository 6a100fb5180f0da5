import Findings
import Warren

/// What became of one lab, as far as it came.
package struct LabResult: Sendable, Hashable {
    package enum Outcome: String, Sendable, Hashable, Codable {
        /// Every expectation that was tried held.
        case passed
        case failed
        /// Nothing was tried: this machine cannot build any of it, or no stage was asked for that it has.
        case skipped
        /// Its file, its elements or a step that the kernel refused.
        case wrong
        /// This machine cannot run it.
        case impossible
        /// It took longer than it was given.
        case overran
        case interrupted
    }

    /// As on the command line, or found in a directory of it.
    package var file: String
    /// The file with what its parameters are set to, as it is typed on a command line.
    package var typed: String
    /// Whether it ran already, and still does.
    package var isKept = false
    /// Counted from 1, where labs are repeated.
    package var run: Int
    /// `nil` where the file could not be read.
    package var name: String?
    /// The virtual machine that it was tested in; `nil`: this machine.
    package var machine: TestMachine?
    /// How many network namespaces it has.
    package var nodes = 0
    /// How many stages are to be proved.
    package var plannedStages = 0
    package var outcome: Outcome = .impossible
    package var stages: [StageReport] = []
    package var messages: [String] = []
    /// Tunnels that a relay stood in for.
    package var relayedLinks: [LinkReference] = []
    /// By the stage's number and the link: packets that a capture could not hold.
    package var lostPackets: [Int: [LinkReference: Int]] = [:]
    package var artifacts: String?
    /// With all that is done before the first namespace, such as compiling the file.
    package var duration: Duration = .zero

    package init(file: String, typed: String? = nil, run: Int = 1) {
        self.file = file
        self.typed = typed ?? file
        self.run = run
    }

    /// Takes in what is told of the lab.
    package mutating func take(_ event: LabEvent) {
        switch event {
        case .planned(let name, let nodes, let stages):
            self.name = name
            self.nodes = nodes
            plannedStages = stages
        case .built(let stage): stages.append(stage)
        case .found(let finding):
            if !stages.isEmpty { stages[stages.count - 1].findings.append(finding) }
        case .message(let line): messages.append(line)
        case .artifacts(let path): artifacts = path
        case .finished(let relayed, let lost):
            relayedLinks = relayed
            lostPackets = lost
        case .ended(let outcome): self.outcome = outcome
        }
    }

    package var findings: [Finding] { stages.flatMap(\.findings) }
    package var held: Int { findings.count { $0.verdict == .held } }
    package var failed: Int { findings.count { $0.verdict == .failed } }
    package var skipped: Int { findings.count - held - failed }

    /// What the lab is called by whoever cannot know its name: the file's.
    package var title: String { name ?? String(file.split(separator: "/").last ?? "lab") }

    /// Why there are no findings, or no more of them, in a line; `nil` where the findings say it all.
    package var obstacle: String? {
        switch outcome {
        case .passed, .failed: nil
        case .skipped: findings.isEmpty ? messages.last ?? "nothing of it was tried" : nil
        case .wrong, .impossible, .overran, .interrupted: messages.last ?? "the lab \(outcome.rawValue)"
        }
    }
}
