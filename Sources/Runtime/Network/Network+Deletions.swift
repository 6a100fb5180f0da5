import Glibc
import Namespaces
import Netlink
import Planning
import Warren

extension Network {
    /// Deletes links, one after the other: those of another node may go with one of them, and so come before it.
    func deleteLinks(_ steps: [Step]) throws(StepFailure) {
        var hasDeleted = false
        for step in steps {
            guard case .deleteLink(let name) = step.operation, let node = nodes[step.node] else { continue }
            nodes[step.node]?.indexes[name] = nil
            do {
                if let relay = nodes[step.node]?.relays.removeValue(forKey: name) {
                    relay.stop()
                } else {
                    guard let index = node.indexes[name] else { throw SystemError("link name", errno: ENODEV, "no link \"\(name)\" in \(step.node)") }
                    do { try node.namespace.run { try LinkDeletion.run(index) } } catch let error as NetlinkRefusal where error.errno == ENODEV && hasDeleted {
                        // The other end of a cable that somebody laid by hand went with the first. Nothing else may be taken for that.
                        if try node.namespace.socket.links().contains(where: { $0.index == index }) { throw error }
                    }
                }
                hasDeleted = true
            } catch {
                throw StepFailure(step, error)
            }
        }
    }

    func forgetLearned(_ steps: [Step]) throws(StepFailure) {
        for step in steps {
            guard case .forgetLearned(let name) = step.operation else { continue }
            do { try forgetLearned(by: [name], of: step.node) } catch { throw StepFailure(step, error) }
        }
    }

    /// Deletes what links of a node have learned from packets. What goes by itself meanwhile is gone as well.
    func forgetLearned(by links: Set<String>, of node: String) throws {
        guard let reader = try nodes[node]?.namespace.reader() else { return }
        var batch = Batch()
        for entry in try ForwardingEntry.all(in: reader) where links.contains(entry.link) && entry.state == .dynamic {
            try entry.remove(from: &batch, names: reader.names)
        }
        for entry in try NeighbourEntry.all(in: reader) where links.contains(entry.link) && !entry.isProxy && entry.state != .permanent {
            try entry.remove(from: &batch, names: reader.names)
        }
        for case let refusal? in try reader.socket.execute(batch) where refusal.errno != ENOENT { throw refusal }
    }
}
