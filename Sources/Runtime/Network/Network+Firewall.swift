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
                case .removeFirewall:
                    // Somebody may have removed it.
                    try Nft.run(["add table \(PlannedFirewall.table)\ndelete table \(PlannedFirewall.table)\n"], in: .namespace(namespace))
                    nodes[step.node]?.firewall = nil
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

    /// The node's table: as it was made, altered, or `nil` if there is none. One that somebody made in a node without
    /// a firewall is altered.
    func observedFirewall(of node: NodeState) throws -> PlannedFirewall? {
        guard let runtime = nodes[node.name] else { return nil }
        let listing: TableListing?
        do {
            listing = try Nft.table(PlannedFirewall.table, in: .namespace(runtime.namespace))
        } catch let refusal as Nft.Refusal where node.firewall == nil && refusal.errno == EOPNOTSUPP {
            // A lab that filters nothing needs no nftables in the kernel.
            return nil
        } catch is Nft.Unavailable where node.firewall == nil {
            return nil
        }
        guard let listing else { return nil }
        if let made = runtime.firewall, made.listing == listing { return made.firewall }
        return .altered(at: node.firewall?.source ?? node.source)
    }
}
