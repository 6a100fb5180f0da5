import Findings
import FoundationEssentials
import Glibc
import Planning
import Reporting
import Runtime
import VirtualMachine

/// What is done with a stage in which an expectation failed: written down, kept, or held still for a look.
final class Aftermath {
    private let settings: LabTrial.Settings
    private let lab: LabFile
    private let tell: (LabEvent) -> Void
    private var bundle: String?
    private var hasKept = false

    init(_ settings: LabTrial.Settings, _ lab: LabFile, _ tell: @escaping (LabEvent) -> Void) {
        self.settings = settings
        self.lab = lab
        self.tell = tell
    }

    /// Whatever goes wrong here is told, and takes nothing from the lab's own result.
    func look(into failed: FailedStage) {
        do {
            if let directory = settings.artifacts { try write(failed, below: directory) }
            if settings.keepsOnFailure, !hasKept {
                let (isKept, words) = try Self.keep(failed.stage, of: lab)
                hasKept = isKept
                tell(.message(words))
            }
            if settings.pausesOnFailure { try pause(at: failed) }
        } catch {
            tell(.message("warren: stage \(failed.stage.number) of \(lab.plan.name): \(error)"))
        }
    }

    private func write(_ failed: FailedStage, below directory: String) throws {
        let bundle = try self.bundle ?? Artifacts(directory: directory).bundle(for: lab.plan.name)
        if self.bundle == nil { tell(.artifacts(bundle)) }
        self.bundle = bundle
        try failed.write(to: "\(bundle)/stage-\(failed.stage.number)")
    }

    /// A keeper builds the stage once more: what the probes have taught the network (learned neighbours, path
    /// MTUs) is not in it, and what holds it does not end with this run.
    ///
    /// - Parameter machine: the virtual machine that is to hold it; `nil`: this machine
    /// - Returns: whether it is kept, and what is to be told of it
    static func keep(_ stage: StagePlan, of lab: LabFile, in machine: MachineSettings? = nil) throws -> (isKept: Bool, words: String) {
        let words = try KeeperVerb.words(file: lab.path, name: lab.plan.name, stage: "\(stage.number)", machine: machine)
        let outcome = try KeeperProcess.start(arguments: words, input: Array(try JSONEncoder().encode(lab.lab)))
        guard outcome.status == nil else {
            return (false, "warren: stage \(stage.number) of \(lab.plan.name) is not kept: " + outcome.output.split(separator: "\n").joined(separator: " "))
        }
        let node = stage.state.nodes.first { $0.role == .pod } ?? stage.state.nodes[0]
        return (true, "\(lab.plan.name) is left running at stage \(stage.number), \(stage.title): `warren shell \(lab.plan.name) \(node.name)` looks into a node, `warren down \(lab.plan.name)` ends it")
    }

    /// Holds the network still, and its nodes by their names, until Enter.
    private func pause(at failed: FailedStage) throws {
        let published = try failed.publish()
        Interruption.onSignal {
            published.withdraw()
            complain("warren: interrupted; what was built is gone")
            _exit(Interruption.status?.rawValue ?? 130)
        }
        defer {
            Interruption.onSignal(nil)
            published.withdraw()
        }
        let name = published.name, nodes = published.nodes
        complain("""
              stage \(failed.stage.number), \(VisibleText.of(failed.stage.title)), stands as it failed, with \(Text.count(nodes.count, "node")): \(nodes.prefix(12).joined(separator: " "))\(nodes.count > 12 ? " …" : "")
                in another terminal   warren shell \(name) \(nodes.first ?? "")
                or by name            ip netns exec \(name).\(nodes.first ?? "") ip route
              Enter goes on.
            """)
        Self.awaitEnter()
    }

    /// Not by readLine(), which holds the lock of standard input meanwhile: what the signal's thread then writes
    /// would wait for Enter as well.
    private static func awaitEnter() {
        var byte: UInt8 = 0
        while true {
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count <= 0 || byte == 0x0a { return }
        }
    }
}
