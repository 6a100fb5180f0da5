import Findings
import Namespaces

extension Proof {
    /// Proves it, and tells the caller each finding as it comes. Ends early if it is cancelled.
    func run(for caller: ControlConnection) {
        do {
            let report = StageReport(
                number: stage.number, title: stage.title, story: stage.story, steps: 0, buildTime: .zero, findings: [],
                drops: [:])
            try caller.send(ProveRequest.Message.news(.began(report, relayedLinks: network.relayedLinks)))
            let drops = try prove { try caller.send(ProveRequest.Message.news(.found($0))) }
            try caller.send(ProveRequest.Message.answer(.init(drops: drops)))
        } catch {
            // Nobody waits for it, or the lab ends: both are told by hanging up.
            if Poll.cancellation?.hasRung == true { return }
            caller.fail(error as? ControlFailure ?? ControlFailure(.machine, "warren: \(error)"))
        }
    }
}
