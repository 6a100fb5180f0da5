extension Diff {
    /// What a node no longer serves.
    mutating func stopServing(_ before: NodeState, _ after: NodeState) {
        let staying = Set(after.servers.map(\.value))
        for server in before.servers where !staying.contains(server.value) {
            add(before.name, .stopServing(server.value), goal, server.source)
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
