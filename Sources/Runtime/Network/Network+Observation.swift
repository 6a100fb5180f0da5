import Firewalls
import Namespaces
import Netlink
import Planning

extension Network {
    /// Reads what every node's kernel holds of what `state` speaks of, and learns the indexes of links that
    /// somebody has made anew.
    package func tables(for state: NetworkState) throws -> [String: NodeTables] {
        let present = state.nodes.filter { nodes[$0.name] != nil }
        let asked = present.map { Asked(node: $0.name, namespace: nodes[$0.name]!.namespace, settings: $0.watchedSettings) }
        let readings = try OwnThread.runInHalves(asked) { try Reading.all($0) }
        var result: [String: NodeTables] = [:]
        for (node, reading) in zip(present, readings) {
            do { result[node.name] = try tables(of: node, reading) } catch { throw Unreadable(node: node.name, reason: "\(error)") }
        }
        return result
    }

    /// A node whose tables the kernel does not show.
    package struct Unreadable: Error, Sendable, CustomStringConvertible {
        package var node: String
        package var reason: String

        package var description: String { "what \(node) has cannot be read: \(reason)" }
    }

    private func tables(of node: NodeState, _ reading: Reading) throws -> NodeTables {
        learnIndexes(of: node.name, reading.tables.links)
        var tables = reading.tables
        tables.firewall = reading.isFiltered ? try observedFirewall(of: node) : nil
        tables[PlannedPeer.self] = named(tables[PlannedPeer.self], of: node)
        tables.processes = services.runningProcesses(on: node.name)
        tables.servers = services.running(on: node.name)
        return tables
    }
}

/// A node that is to be read.
private struct Asked: Sendable {
    var node: String
    var namespace: NetworkNamespace
    var settings: [String]
}

/// What a node's kernel tells a thread that enters it.
private struct Reading: Sendable {
    var tables: NodeTables
    var isFiltered: Bool

    /// On a thread that ends afterwards: it enters one namespace after the other.
    static func all(_ asked: ArraySlice<Asked>) throws -> [Reading] {
        var files = SettingFiles.machine
        return try asked.enumerated().map { count, node in
            if count % SettingFiles.fewNamespaces == 0, asked.count > SettingFiles.fewNamespaces { files = .own() }
            do {
                return try OwnThread.entering(node.namespace.descriptor.number) { try Reading(node, files) }
            } catch { throw Network.Unreadable(node: node.node, reason: "\(error)") }
        }
    }

    private init(_ asked: Asked, _ files: SettingFiles) throws {
        tables = try NodeTables(asked.namespace.reader())
        for name in asked.settings { tables.settings[name] = try KernelSetting.readIfPresent(name, by: files) }
        isFiltered = FirewallMonitor.tablesArePresent()
    }
}
