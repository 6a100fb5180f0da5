extension Diff {
    /// What no longer runs in a node, and what it no longer serves.
    mutating func stopServing(_ before: NodeState, _ after: NodeState) {
        let going = Set(after.processes.map(\.value))
        for process in before.processes.reversed() where !going.contains(process.value) {
            add(before.name, .end(process.value), goal, process.source)
        }
        let staying = Set(after.servers.map(\.value))
        for server in before.servers where !staying.contains(server.value) {
            add(before.name, .stopServing(server.value), goal, server.source)
        }
    }

    /// What runs in a node besides what ran before: after all servers, to which it may want to speak.
    mutating func start(_ node: NodeState) {
        let standing = Set(old[node.name]?.processes.map(\.value) ?? [])
        for process in node.processes where !standing.contains(process.value) {
            add(node.name, .start(process.value), process.reason, process.source)
        }
    }

    /// What a node serves besides what it served before. Last of all: a server answers as soon as it is there.
    mutating func serve(_ node: NodeState) {
        let standing = Set(old[node.name]?.servers.map(\.value) ?? [])
        for server in node.servers where !standing.contains(server.value) {
            add(node.name, .serve(server.value), server.reason, server.source)
        }
    }
}
