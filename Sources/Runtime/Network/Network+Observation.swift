import Firewalls
import Namespaces
import Netlink
import Planning

extension Network {
    /// Reads what every node's kernel holds of what `state` speaks of, and learns the indexes of links that
    /// somebody has made anew.
    package func tables(for state: NetworkState) throws -> [String: NodeTables] {
        var result: [String: NodeTables] = [:]
        var files = SettingFiles.machine
        for (count, node) in state.nodes.enumerated() {
            guard let runtime = nodes[node.name] else { continue }
            if count % SettingFiles.fewNamespaces == 0, state.nodes.count > SettingFiles.fewNamespaces { files = .own() }
            do { result[node.name] = try tables(of: node, runtime, files) } catch { throw Unreadable(node: node.name, reason: "\(error)") }
        }
        return result
    }

    /// A node whose tables the kernel does not show.
    package struct Unreadable: Error, Sendable, CustomStringConvertible {
        package var node: String
        package var reason: String

        package var description: String { "what \(node) has cannot be read: \(reason)" }
    }

    private func tables(of node: NodeState, _ runtime: NodeRuntime, _ files: SettingFiles) throws -> NodeTables {
        let reader = try runtime.namespace.reader()
        learnIndexes(of: node.name, reader.links)
        let watched = node.watchedSettings
        var tables = try NodeTables(reader)
        let (settings, isFiltered) = try runtime.namespace.run {
            let values = try watched.reduce(into: [:]) { values, name in values[name] = try KernelSetting.readIfPresent(name, by: files) }
            return (values, FirewallMonitor.tablesArePresent())
        }
        tables.settings = settings
        tables.firewall = isFiltered ? try observedFirewall(of: node) : nil
        tables[PlannedPeer.self] = named(tables[PlannedPeer.self], of: node)
        tables.processes = services.runningProcesses(on: node.name)
        tables.servers = services.running(on: node.name)
        return tables
    }
}
