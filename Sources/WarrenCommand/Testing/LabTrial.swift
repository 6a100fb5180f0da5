import FoundationEssentials
import Planning
import Reporting
import Runtime
import Warren

/// One lab, tested in this process, from its file to the last event.
struct LabTrial {
    struct Settings: Sendable, Codable {
        var file: String
        /// What the file evaluated to, where that is known; else it is read here.
        var lab: Lab?
        /// What the lab's parameters are set to, by name.
        var parameters: [String: String]
        /// By number or title; all if empty.
        var stages: [String]
        var pcap: String?
        var artifacts: String?
        var keepsOnFailure: Bool
        var pausesOnFailure: Bool
    }

    let settings: Settings
    let tell: (LabEvent) -> Void

    init(_ settings: Settings, tell: @escaping (LabEvent) -> Void) {
        self.settings = settings
        self.tell = tell
    }

    func run() {
        do {
            let lab =
                if let lab = settings.lab { try LabFile(settings.file, settings: settings.parameters, evaluated: lab) }
                else { try LabFile(loading: settings.file, settings: settings.parameters) }
            if !lab.notes.isEmpty { tell(.message(lab.notes)) }
            tell(.ended(try run(lab)))
        } catch let refusal as LabFile.Refusal {
            if refusal.outcome != .interrupted { for line in refusal.lines { tell(.message(line)) } }
            tell(.ended(refusal.outcome))
        } catch let failure as StepFailure {
            tell(.message(failure.description))
            tell(.ended(failure.isMachineLimit ? .impossible : .wrong))
        } catch {
            tell(.message("\(settings.file): error: \(error)"))
            tell(.ended(.impossible))
        }
    }

    private func run(_ lab: LabFile) throws -> LabResult.Outcome {
        let stages = chosen(from: lab.plan)
        let nodes = (stages ?? lab.plan.stages).map(\.state.nodes.count).max() ?? 0
        tell(.planned(name: lab.plan.name, nodes: nodes, stages: (stages ?? lab.plan.stages).count))
        if stages?.isEmpty == true { return .skipped }

        let aftermath = Aftermath(settings, lab, tell)
        let run = try TestRun(lab.plan, stages: stages, pcapDirectory: settings.pcap, keepsPackets: settings.artifacts != nil)
        let report = try run.run(lookingInto: { aftermath.look(into: $0) }) { event in
            switch event {
            case .built(let stage): tell(.built(stage))
            case .found(let finding): tell(.found(finding))
            case .building, .proved: break
            }
        }
        tell(.finished(relayedLinks: report.relayedLinks, lostPackets: report.lostPackets))
        if report.failed > 0 { return .failed }
        return report.held == 0 && report.skipped > 0 || report.stages.allSatisfy { $0.skipped != nil } ? .skipped : .passed
    }

    /// The stages that `--stage` names, in the lab's order; `nil`: all of them, one from the other.
    private func chosen(from plan: Plan) -> [StagePlan]? {
        if settings.stages.isEmpty { return nil }
        var numbers: Set<Int> = []
        for name in settings.stages {
            if let stage = plan.stage(named: name) {
                numbers.insert(stage.number)
            } else {
                let known = plan.stages.map { "\($0.number) \($0.title)" }.joined(separator: ", ")
                tell(.message("\(settings.file) has no stage \"\(name)\"; it has \(known)"))
            }
        }
        return plan.stages.filter { numbers.contains($0.number) }
    }
}
