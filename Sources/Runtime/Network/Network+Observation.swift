import Firewalls
import Glibc
import Namespaces
import Netlink
import Planning

extension Network {
    /// Reads what every node's kernel holds of what `state` speaks of, and learns the indexes of links that
    /// somebody has made anew.
    package func tables(for state: NetworkState) throws -> [String: NodeTables] {
        let found = try read(state) { $1 }
        return Dictionary(uniqueKeysWithValues: found.map { ($0.node, $0.value) })
    }

    /// What really runs of a state, in its terms. A node that is gone is left out.
    ///
    /// - Parameters:
    ///   - attempted: what was begun since then, and perhaps not ended
    ///   - meanwhile: what the calling thread does while others read
    package func observation(
        of state: NetworkState, attempted: NetworkState? = nil, meanwhile: () -> Void = {}
    ) throws -> NetworkState {
        // Node by node: the tables of a large lab are more than the lab.
        let nodes = try read(state, meanwhile: meanwhile) { node, tables in
            Observation.node(node, attempted: attempted?[node.name], tables: tables)
        }
        return NetworkState(nodes.map(\.value))
    }

    /// A node whose tables the kernel does not show.
    package struct Unreadable: Error, Sendable, CustomStringConvertible {
        package var node: String
        package var reason: String

        package var description: String { "what \(node) has cannot be read: \(reason)" }
    }

    /// What `make` makes of each node's tables, on a thread that has entered the node's namespace.
    private func read<Value: Sendable>(
        _ state: NetworkState, meanwhile: () -> Void = {}, _ make: @escaping @Sendable (NodeState, NodeTables) -> Value
    ) throws -> [(node: String, value: Value)] {
        let hasPrograms = state.nodes.contains { !$0.processes.isEmpty }
        let present = state.nodes.compactMap { node in nodes[node.name].map { asked(node, $0, hasPrograms: hasPrograms) } }
        let found = try OwnThread.runInHalves(present, meanwhile: meanwhile) { half in
            var files = SettingFiles.machine
            return try half.enumerated().map { count, asked in
                if count % SettingFiles.fewNamespaces == 0, half.count > SettingFiles.fewNamespaces { files = .own() }
                do {
                    return try OwnThread.entering(asked.namespace.descriptor.number) {
                        let tables = try asked.tables(files)
                        return (asked.node.name, make(asked.node, tables), Network.indexes(of: tables.links))
                    }
                } catch { throw Unreadable(node: asked.node.name, reason: "\(error)") }
            }
        }
        for (node, _, indexes) in found { learnIndexes(of: node, indexes) }
        return found.map { ($0.0, $0.1) }
    }

    private func asked(_ node: NodeState, _ runtime: NodeRuntime, hasPrograms: Bool) -> AskedNode {
        AskedNode(
            node: node, namespace: runtime.namespace, firewall: runtime.firewall, peerNames: peerNames(of: node),
            processes: services.runningProcesses(on: node.name), servers: services.running(on: node.name),
            hasPrograms: hasPrograms)
    }
}

/// A node whose tables are to be read, with what only this process knows of it.
private struct AskedNode: Sendable {
    var node: NodeState
    var namespace: NetworkNamespace
    /// The one that was last made.
    var firewall: MadeFirewall?
    /// The lab's names for the keys of its own devices.
    var peerNames: [WireGuardKey: PlannedPeer.Key]
    var processes: [PlannedProcess]
    var servers: [PlannedServer]
    /// Whether the lab runs any, here or elsewhere.
    var hasPrograms: Bool

    /// On a thread that has entered the namespace.
    func tables(_ files: SettingFiles) throws -> NodeTables {
        var tables = try NodeTables(namespace.readerFromWithin())
        for setting in node.sysctls { tables.settings[setting.value.name] = try KernelSetting.readIfPresent(setting.value.name, by: files) }
        let present = FirewallMonitor.tables()
        if present?.contains(PlannedFirewall.table) ?? true { tables.firewall = try observedFirewall() }
        tables.otherTables = present?.filter { $0 != PlannedFirewall.table } ?? []
        tables.hasPrograms = hasPrograms
        for (position, peer) in tables[PlannedPeer.self].enumerated() {
            if case .known(let key) = peer.key, let name = peerNames[key] { tables[PlannedPeer.self][position].key = name }
        }
        (tables.processes, tables.servers) = (processes, servers)
        return tables
    }

    /// The node's table: as it was made, altered, or `nil` if there is none. One that somebody made in a node without a
    /// firewall is altered.
    private func observedFirewall() throws -> PlannedFirewall? {
        let listing: TableListing?
        do {
            listing = try Nft.table(PlannedFirewall.table, in: .namespace(namespace))
        } catch let refusal as Nft.Refusal where node.firewall == nil && refusal.errno == EOPNOTSUPP {
            // A lab that filters nothing needs no nftables in the kernel.
            return nil
        } catch is Nft.Unavailable where node.firewall == nil {
            return nil
        }
        guard let listing else { return nil }
        if let firewall, firewall.listing == listing { return firewall.firewall }
        return .altered(at: node.firewall?.source ?? node.source)
    }
}
