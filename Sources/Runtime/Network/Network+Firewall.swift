import Firewalls
import Glibc
import Planning
import Warren

extension Network {
    /// Replaces or removes whole tables, each in a transaction of its own.
    func setFirewalls(_ steps: [Step]) throws(StepFailure) {
        for step in steps {
            guard let namespace = nodes[step.node]?.namespace else { continue }
            defer { passFirewall(nodes[step.node]?.firewall != nil, on: step.node) }
            do {
                switch step.operation {
                case .setFirewall(let firewall, _):
                    passFirewall(true, on: step.node)
                    let listing = try Nft.run(firewall.script, in: .namespace(namespace), thenList: PlannedFirewall.table)
                    nodes[step.node]?.firewall = MadeFirewall(firewall: firewall, listing: listing)
                case .removeTable(let table):
                    // Somebody may have removed it.
                    try Nft.run(["add table \(table)\ndelete table \(table)\n"], in: .namespace(namespace))
                    if table == PlannedFirewall.table { nodes[step.node]?.firewall = nil }
                default:
                    break
                }
            } catch let refusal as Nft.Refusal {
                throw Self.culprit(of: step, refusal)
            } catch {
                throw StepFailure(step, error)
            }
        }
    }

    private func passFirewall(_ must: Bool, on node: String) {
        guard let relays = nodes[node]?.relays else { return }
        for relay in relays.values { relay.passFirewall(must) }
    }

    /// Which of the statements nft refuses: its message for a transaction does not say. Found in a namespace that
    /// lasts for the question only, where the statements are run one by one.
    private static func culprit(of step: Step, _ refusal: Nft.Refusal) -> StepFailure {
        guard case .setFirewall(let firewall, _) = step.operation else { return StepFailure(step, refusal) }
        do {
            try Nft.run(firewall.statements.map { $0.value + "\n" }, in: .nowhere)
        } catch let refusal as Nft.Refusal where refusal.position < firewall.statements.count {
            return StepFailure(step, refusal, statement: firewall.statements[refusal.position])
        } catch {}
        return StepFailure(step, refusal)
    }
}
