import Warren

/// A diagram as vertices and edges: what DOT and Mermaid have in common.
struct Outline {
    /// What a vertex is, which decides its shape and colour.
    enum Kind: String, CaseIterable {
        case segment, host, namespace, pod, bridge, tunnel, more, hub
    }

    struct Vertex {
        /// Unique, and readable: `host1`, `host1:docker0`. A node's name has no colon.
        var id: String
        var kind: Kind
        var lines: [String]
    }

    /// A host with what is in it.
    struct Cluster {
        var name: String
        var vertices: [Vertex]
    }

    struct Edge {
        var from: String
        var to: String
        /// What stands at either end.
        var near = ""
        var far = ""
        /// What stands in the middle.
        var label: [String] = []
        var isOverlay = false
        /// Whether only `from` knows `to`.
        var isOneWay = false
    }

    private(set) var clusters: [Cluster] = []
    /// Those in no cluster.
    private(set) var vertices: [Vertex] = []
    private(set) var edges: [Edge] = []

    init(_ diagram: Diagram) {
        for segment in diagram.segments {
            vertices.append(Vertex(id: segment.name, kind: .segment, lines: [segment.name] + segment.addresses.map { "gateway \($0)" } + segment.notes.map(\.text)))
        }
        for node in diagram.nodes {
            let own = Self.vertices(of: node, in: diagram)
            let inner = node.pods.flatMap { Self.vertices(of: $0, in: diagram) }
            let more = node.remainder.map { Vertex(id: "\(node.name):more", kind: .more, lines: [$0]) }
            if node.role == .host || own.count > 1 {
                clusters.append(Cluster(name: node.name, vertices: own + inner + (more.map { [$0] } ?? [])))
            } else {
                vertices += own
            }
            if let more { edges.append(Edge(from: node.name, to: more.id)) }
            for link in ([node] + node.pods).flatMap({ owner in owner.links.map { (owner.name, $0) } }) {
                guard let master = link.1.master, link.1.kind != .cable else { continue }
                edges.append(Edge(from: "\(link.0):\(master)", to: "\(link.0):\(link.1.name)"))
            }
        }
        for cable in diagram.cables {
            let ends = [cable.a, cable.b].map { Self.end($0, in: diagram) }
            // From above to below, which is how both programs lay out: segment, host, pod.
            let isTurned = ends[1].rank < ends[0].rank
            let (upper, lower) = isTurned ? (ends[1], ends[0]) : (ends[0], ends[1])
            edges.append(Edge(from: upper.vertex, to: lower.vertex, near: upper.label, far: lower.label))
        }
        for (position, tunnel) in diagram.tunnels.enumerated() { draw(tunnel, position) }
    }

    private mutating func draw(_ tunnel: Diagram.Tunnel, _ position: Int) {
        guard tunnel.isDrawnAsHub else {
            edges += tunnel.pairs.map {
                Edge(from: "\($0.a)", to: "\($0.b)", label: tunnel.encapsulation.words, isOverlay: true, isOneWay: !$0.isMutual)
            }
            return
        }
        let hub = Vertex(id: ":overlay\(position + 1)", kind: .hub, lines: tunnel.encapsulation.words)
        vertices.append(hub)
        edges += tunnel.members.map { Edge(from: "\($0)", to: hub.id, isOverlay: true) }
    }

    /// A node, and its bridges, bonds and tunnels as vertices of their own.
    private static func vertices(of node: Diagram.Node, in diagram: Diagram) -> [Vertex] {
        let kind: Kind = node.role == .host ? .host : node.role == .pod ? .pod : .namespace
        var lines = [node.name]
        var devices: [Vertex] = []
        for link in node.links {
            let id = "\(node.name):\(link.name)"
            switch link.kind {
            case .bond(let mode): devices.append(Vertex(id: id, kind: .bridge, lines: [link.label] + link.details + ["bond \(mode)"]))
            case .bridge: devices.append(Vertex(id: id, kind: .bridge, lines: [link.label] + link.details))
            case .tunnel: devices.append(Vertex(id: id, kind: .tunnel, lines: [link.label] + link.details))
            case .other(let name): lines.append("\(link.caption) (\(name))")
            case .cable:
                let isLabelled = diagram.cables.contains { $0.a.node == node.name && $0.a.link == link.name || $0.b.node == node.name && $0.b.link == link.name }
                if !isLabelled { lines.append(link.caption) }
            }
        }
        return [Vertex(id: node.name, kind: kind, lines: lines + node.notes.map(\.text))] + devices
    }

    /// The vertex that a cable's end is drawn at, a bridge's or a bond's if it is a port of one, and how far down that is.
    private static func end(_ end: LinkReference, in diagram: Diagram) -> (vertex: String, label: String, rank: Int) {
        guard let holder = diagram.holder(of: end.node) else { return (end.node, "", 0) }
        let node = holder.pods.first { $0.name == end.node } ?? holder
        let link = node[link: end.link]
        return (
            link?.master.map { "\(node.name):\($0)" } ?? node.name, link?.caption ?? end.link, node.role == .pod ? 2 : 1
        )
    }
}
