import Warren

/// A diagram as a tree for a terminal: segments, on them hosts, in these pods. No line is wider than 100 columns.
///
///     underlay   segment   gateway 10.57.4.1/24
///     ├─ eth0 10.57.4.20/24   host1
///     │  ├┄ mustang.tun0 192.168.10.1/32   ipip
///     │  └─ veth-pod-a ── eth0 192.168.10.10/24   pod-a
///
/// In front of a node stands the link by which it hangs on what is above it.
struct TextFormat {
    static let width = 100

    let diagram: Diagram
    /// What is told already: a node on two segments is told on the first.
    private var told: Set<String> = []

    init(_ diagram: Diagram) {
        self.diagram = diagram
    }

    /// A line of the tree and what hangs on it.
    struct Branch {
        /// Kept together when a line is broken.
        var fields: [String]
        var isOverlay = false
        var branches: [Branch] = []
    }

    mutating func lines() -> [String] {
        var lines = [diagram.headline]
        lines += TextWidth.lines(diagram.stage.story) { TextWidth.columns($0) <= Self.width }
        for segment in diagram.segments {
            let gateway = segment.addresses.isEmpty ? [] : ["gateway " + segment.addresses.joined(separator: " ")]
            let cables = diagram.cables.compactMap { $0.end(awayFrom: segment.name) }
            lines += [""] + Self.render(Branch(fields: [segment.name, "segment"] + gateway + segment.notes.map(\.text), branches: cables.map { hanging(by: $0) }))
        }
        for node in diagram.nodes where !told.contains(node.name) {
            told.insert(node.name)
            lines += [""] + Self.render(Branch(fields: [node.name] + Self.role(node), branches: inside(node)))
        }
        if !diagram.tunnels.isEmpty {
            lines += ["", "tunnels"]
            for tunnel in diagram.tunnels { lines += Self.render(branch(tunnel), prefix: "  ") }
        }
        return lines
    }

    /// A node below the segment that one of its links leads to.
    private mutating func hanging(by end: LinkReference) -> Branch {
        guard let holder = diagram.holder(of: end.node) else { return Branch(fields: ["\(end)"]) }
        let owner = holder.pods.first { $0.name == end.node } ?? holder
        var branch = Branch(fields: [owner[link: end.link]?.caption ?? end.link, owner.name])
        if owner.role == .pod {
            branch.fields.append("see \(holder.name)")
        } else if told.insert(owner.name).inserted {
            branch.fields += Self.role(owner)
            branch.branches = inside(owner)
        } else {
            branch.fields.append("see above")
        }
        return branch
    }

    private static func role(_ node: Diagram.Node) -> [String] { node.role == .namespace ? ["namespace"] : [] }

    /// What a node holds: tunnels, bridges with their ports, cables to pods and to others.
    private func inside(_ node: Diagram.Node) -> [Branch] {
        var branches = node.notes.map { Branch(fields: [$0.text]) }
        for link in node.links where link.master == nil {
            if link.kind == .bridge {
                branches.append(Branch(fields: [link.caption, "bridge"], branches: node.ports(of: link.name).compactMap { port($0, of: node) }))
            } else if let branch = port(link, of: node) {
                branches.append(branch)
            }
        }
        if let remainder = node.remainder { branches.append(Branch(fields: [remainder])) }
        return branches
    }

    /// A link of a node with what is at its other end; nothing for a cable to a segment, on which the node hangs.
    private func port(_ link: Diagram.Link, of node: Diagram.Node) -> Branch? {
        switch link.kind {
        case .cable:
            guard let peer = link.peer else { return Branch(fields: [link.caption]) }
            if diagram.segments.contains(where: { $0.name == peer.node }) {
                return link.master == nil ? nil : Branch(fields: [link.caption, "to \(peer.node)"])
            }
            let far = diagram.holder(of: peer.node)
            if let pod = far?.pods.first(where: { $0.name == peer.node }), far?.name == node.name {
                let others = pod.links.filter { $0.name != peer.link }
                return Branch(
                    fields: ["\(link.caption) ── \(pod[link: peer.link]?.caption ?? peer.link)", pod.name],
                    branches: pod.notes.map { Branch(fields: [$0.text]) } + others.compactMap { other in port(other, of: pod) })
            }
            return Branch(fields: ["\(link.caption) ── \(peer.link)", peer.node])
        case .bridge:
            return Branch(fields: [link.caption, "bridge"])
        case .tunnel(let encapsulation):
            return Branch(fields: [link.caption, encapsulation.words.joined(separator: " ")], isOverlay: true)
        case .other(let kind):
            return Branch(fields: [link.caption, kind])
        }
    }

    /// A full mesh by its members alone; otherwise who speaks to whom.
    private func branch(_ tunnel: Diagram.Tunnel) -> Branch {
        let words = [tunnel.encapsulation.words.joined(separator: " ")]
        if tunnel.isMesh, tunnel.pairs.allSatisfy(\.isMutual) {
            let members = tunnel.members.enumerated().map { $0 == 0 ? "\($1)" : "┄ \($1)" }
            return Branch(fields: words + members, isOverlay: true)
        }
        return Branch(
            fields: words + ["\(tunnel.members.count) devices"], isOverlay: true,
            branches: tunnel.pairs.map { Branch(fields: ["\($0.a) \($0.isMutual ? "┄" : "┄▸") \($0.b)"] + ($0.isMutual ? [] : ["one way"]), isOverlay: true) })
    }

    /// The lines of a branch and of what hangs on it, broken between fields where they are too wide.
    static func render(_ branch: Branch, prefix: String = "", below: String? = nil) -> [String] {
        let below = below ?? prefix
        let folded = below + (branch.branches.isEmpty ? "    " : "│   ")
        var lines: [String] = []
        var line = prefix
        for (position, field) in branch.fields.enumerated() {
            let gap = position == 0 ? "" : "   "
            if position > 0, TextWidth.columns(line + gap + field) > width {
                lines += broken(line, below: folded)
                line = folded + field
            } else {
                line += gap + field
            }
        }
        lines += broken(line, below: folded)
        for (position, child) in branch.branches.enumerated() {
            let isLast = position == branch.branches.count - 1
            lines += render(
                child, prefix: below + (isLast ? "└" : "├") + (child.isOverlay ? "┄ " : "─ "), below: below + (isLast ? "   " : "│  "))
        }
        return lines
    }

    /// A single field that is wider than a line, such as a link with many addresses, broken at its spaces.
    private static func broken(_ line: String, below: String) -> [String] {
        var lines: [String] = []
        var rest = line
        while TextWidth.columns(rest) > width {
            let start = rest.prefix(width)
            guard let space = start.lastIndex(of: " "), rest.distance(from: rest.startIndex, to: space) > below.count else { break }
            lines.append(String(rest[..<space]))
            rest = below + rest[rest.index(after: space)...]
        }
        return lines + [rest]
    }
}

extension Diagram.Cable {
    /// The other end, if one is in this node.
    func end(awayFrom node: String) -> LinkReference? {
        b.node == node ? a : a.node == node ? b : nil
    }
}

extension Diagram {
    /// The diagram as a tree for a terminal.
    package var text: String {
        var format = TextFormat(self)
        return format.lines().joined(separator: "\n") + "\n"
    }
}
