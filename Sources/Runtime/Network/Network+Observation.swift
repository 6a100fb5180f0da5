import Firewalls
import Namespaces
import Netlink
import Planning

extension Network {
    /// Reads what every node's kernel holds of what `state` speaks of, and learns the indexes of links that
    /// somebody has made anew.
    public func tables(for state: NetworkState) throws -> [String: NodeTables] {
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
    public struct Unreadable: Error, Sendable, CustomStringConvertible {
        public var node: String
        public var reason: String

        public var description: String { "what \(node) has cannot be read: \(reason)" }
    }

    private func tables(of node: NodeState, _ runtime: NodeRuntime, _ files: SettingFiles) throws -> NodeTables {
        let socket = try runtime.namespace.socket
        let links = try socket.links()
        learnIndexes(of: node.name, links)
        let names = LinkTable(links)
        let watched = node.watchedSettings
        let (settings, isFiltered) = try runtime.namespace.run {
            let values = try watched.reduce(into: [:]) { values, name in values[name] = try KernelSetting.readIfPresent(name, by: files) }
            return (values, FirewallMonitor.tablesArePresent())
        }
        var tables = NodeTables(
            links: links, addresses: try socket.addresses(names: names), routes: try socket.routes(names: names),
            neighbours: try socket.neighbours(names: names), forwarding: try socket.forwarding(names: names),
            settings: settings, rules: try socket.rules(), limits: try socket.tokenBuckets(names: names),
            firewall: isFiltered ? try observedFirewall(of: node) : nil)
        tables.peers = try observedPeers(of: node)
        tables.impairments = try socket.impairments(names: names)
        if node.links.contains(where: \.isBridge) { tables.vlans = try socket.bridgeVLANs(names: names) }
        tables.processes = services.runningProcesses(on: node.name)
        tables.servers = services.running(on: node.name)
        return tables
    }
}
