extension Diff {
    /// What no longer runs in a node, and what it no longer serves.
    mutating func stopServing(_ node: NodeChange) {
        let going = Set(node.after.processes.map(\.value))
        for process in node.before.processes.reversed() where !going.contains(process.value) {
            add(node.name, .end(process.value), goal, process.source)
        }
        let staying = Set(node.after.servers.map(\.value))
        for server in node.before.servers where !staying.contains(server.value) {
            add(node.name, .stopServing(server.value), goal, server.source)
        }
    }

    /// What runs in a node besides what ran before: after all servers, to which it may want to speak.
    mutating func start(_ node: NodeChange) {
        let standing = Set(node.before.processes.map(\.value))
        for process in node.after.processes where !standing.contains(process.value) {
            add(node.name, .start(process.value), process.reason, process.source)
        }
    }

    /// What a node serves besides what it served before. Last of all: a server answers as soon as it is there.
    mutating func serve(_ node: NodeChange) {
        let standing = Set(node.before.servers.map(\.value))
        for server in node.after.servers where !standing.contains(server.value) {
            add(node.name, .serve(server.value), server.reason, server.source)
        }
    }
}
