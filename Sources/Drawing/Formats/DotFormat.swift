/// A diagram in Graphviz' language, to be read and changed by hand: a cluster for each host, nodes named as in
/// the lab.
enum DotFormat {
    static func lines(_ diagram: Diagram) -> [String] {
        let outline = Outline(diagram)
        var lines = [
            "graph \(quoted(diagram.lab)) {",
            "  graph [label=\(quoted(diagram.headline)), labelloc=t, fontsize=18, fontname=\"Helvetica\", nodesep=0.4, ranksep=0.7]",
            "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11]",
            "  edge [fontname=\"Courier\", fontsize=9, color=\"#334155\"]",
        ]
        for vertex in outline.vertices { lines.append("  " + statement(vertex)) }
        for cluster in outline.clusters {
            lines += [
                "", "  subgraph \(quoted("cluster_" + cluster.name)) {",
                "    graph [label=\(quoted(cluster.name)), labeljust=l, style=rounded, color=\"#0072B2\", fontsize=13]",
            ]
            lines += cluster.vertices.map { "    " + statement($0) }
            lines.append("  }")
        }
        if !outline.edges.isEmpty { lines.append("") }
        lines += outline.edges.map { "  " + statement($0) }
        return lines + ["}"]
    }

    private static func statement(_ vertex: Outline.Vertex) -> String {
        let look =
            switch vertex.kind {
            case .segment: "fillcolor=\"#334155\", fontcolor=white, width=3"
            case .host: "fillcolor=\"#eef5fb\", color=\"#0072B2\""
            case .namespace: "fillcolor=\"#f4f4f5\", color=\"#71717a\""
            case .pod: "fillcolor=\"#fff4dc\", color=\"#b87400\""
            case .bridge: "fillcolor=\"#d9f0e8\", color=\"#007a5a\""
            case .tunnel, .hub: "style=\"rounded,filled,dashed\", fillcolor=\"#f9e8f3\", color=\"#a3387f\""
            case .more: "style=\"rounded,dashed\", color=\"#b87400\""
            }
        return "\(quoted(vertex.id)) [label=\(quoted(lines: vertex.lines)), \(look)]"
    }

    private static func statement(_ edge: Outline.Edge) -> String {
        var attributes: [String] = []
        if !edge.near.isEmpty { attributes.append("taillabel=\(quoted(edge.near))") }
        if !edge.far.isEmpty { attributes.append("headlabel=\(quoted(edge.far))") }
        if !edge.label.isEmpty { attributes.append("label=\(quoted(lines: edge.label))") }
        if edge.isOverlay { attributes += ["style=dashed", "color=\"#a3387f\"", "constraint=false"] }
        if edge.isOneWay { attributes.append("dir=forward") }
        return "\(quoted(edge.from)) -- \(quoted(edge.to))" + (attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]")
    }

    private static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

    /// `\n` is DOT's own way to begin a line, so it is added after the text's backslashes are escaped.
    private static func quoted(lines: [String]) -> String { "\"\(lines.map(escaped).joined(separator: "\\n"))\"" }

    /// Quotes end a string, backslashes begin an escape (`\N` is the node's name), and `&` begins an HTML entity,
    /// which dot reads even in plain labels.
    private static func escaped(_ text: String) -> String {
        text.escaped { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "&": "&amp;"
            default: nil
            }
        }
    }
}

extension Diagram {
    /// The diagram in Graphviz' language.
    package var dot: String { DotFormat.lines(self).joined(separator: "\n") + "\n" }
}
