import Netlink

@testable import Planning

/// What kernels tell that hold a state.
enum KernelTables {
    static func of(_ state: NetworkState) -> [String: NodeTables] {
        Dictionary(uniqueKeysWithValues: state.nodes.map { ($0.name, of($0)) })
    }

    static func of(_ node: NodeState) -> NodeTables {
        let indexes = Dictionary(uniqueKeysWithValues: node.links.enumerated().map { ($1.name, Int32($0 + 1)) })
        let links = node.links.map { link in
            var found = LinkState(
                index: indexes[link.name] ?? 0, name: link.name, mac: link.mac, mtu: link.mtu, isUp: link.isUp)
            found.kind = link.peer == nil ? nil : "veth"
            found.master = link.master.flatMap { indexes[$0] }
            found.ipv4Settings = [Int32](repeating: 0, count: 32)
            for (setting, value) in link.ipv4Settings { found.ipv4Settings[setting.rawValue - 1] = Int32(value) }
            if case .request(let kind) = link.origin, link.peer == nil { (found.kind, found.data) = (kind.name, kind) }
            return found
        }
        var tables = NodeTables(links: links)
        for kind in ObjectKinds.all { copy(kind, from: node, to: &tables) }
        for setting in node.sysctls { tables.settings[setting.value.name] = setting.value.value }
        tables.firewall = node.firewall
        tables.servers = node.servers.map(\.value)
        tables.processes = node.processes.map(\.value)
        return tables
    }

    private static func copy<Object: KernelObject>(
        _ kind: Object.Type, from node: NodeState, to tables: inout NodeTables
    ) {
        tables[kind] = node.objects[kind].map(\.value)
    }
}
