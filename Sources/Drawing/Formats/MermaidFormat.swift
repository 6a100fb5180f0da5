/// A diagram as a Mermaid flowchart, which Markdown viewers draw: a subgraph for each host.
enum MermaidFormat {
    static func lines(_ diagram: Diagram) -> [String] {
        let outline = Outline(diagram)
        let inside = outline.clusters.flatMap(\.vertices)
        // Numbered, not named: a word such as `end` or a name such as `o1` means something to Mermaid.
        let names = Dictionary(
            uniqueKeysWithValues: (outline.vertices + inside).enumerated().map { ($1.id, "v\($0)") })
        var lines = ["---", "title: \"\(yaml(diagram.headline))\"", "---", "flowchart TB"]
        for vertex in outline.vertices { lines.append("  " + statement(vertex, names)) }
        for (position, cluster) in outline.clusters.enumerated() {
            lines.append("  subgraph c\(position)[\"\(escaped(cluster.name))\"]")
            lines += cluster.vertices.map { "    " + statement($0, names) }
            lines.append("  end")
        }
        for edge in outline.edges {
            guard let from = names[edge.from], let to = names[edge.to] else { continue }
            lines.append("  \(from) \(arrow(edge)) \(to)")
        }
        lines += [
            "  classDef segment fill:#334155,stroke:#334155,color:#ffffff", "  classDef host fill:#eef5fb,stroke:#0072B2,color:#1b2733",
            "  classDef namespace fill:#f4f4f5,stroke:#71717a,color:#1b2733", "  classDef pod fill:#fff4dc,stroke:#b87400,color:#1b2733",
            "  classDef bridge fill:#d9f0e8,stroke:#007a5a,color:#1b2733",
            "  classDef tunnel fill:#f9e8f3,stroke:#a3387f,color:#1b2733,stroke-dasharray:6 3",
            "  classDef hub fill:#f9e8f3,stroke:#a3387f,color:#1b2733,stroke-dasharray:6 3",
            "  classDef more fill:none,stroke:#b87400,stroke-dasharray:3 3",
        ]
        return lines
    }

    private static func statement(_ vertex: Outline.Vertex, _ names: [String: String]) -> String {
        let label = "\"" + vertex.lines.map(escaped).joined(separator: "<br/>") + "\""
        let shape =
            switch vertex.kind {
            case .segment, .hub: "([\(label)])"
            case .bridge, .tunnel: "[[\(label)]]"
            default: "(\(label))"
            }
        return "\(names[vertex.id] ?? "v")\(shape):::\(vertex.kind.rawValue)"
    }

    /// Mermaid has one label for an edge: the names of both ends, the upper one first.
    private static func arrow(_ edge: Outline.Edge) -> String {
        let line = edge.isOverlay ? (edge.isOneWay ? "-.->" : "-.-") : "---"
        let label = edge.label.isEmpty ? [edge.near, edge.far].filter { !$0.isEmpty } : edge.label
        return label.isEmpty ? line : line + "|\"" + label.map(escaped).joined(separator: "<br/>") + "\"|"
    }

    /// Everything but letters, digits and a few marks as a numeric entity. Mermaid looks for quotes, HTML,
    /// Markdown, entities and `%%{…}%%` directives in its text, directives even within quotes, so what is not
    /// known to be harmless is not let through.
    private static func escaped(_ text: String) -> String {
        text.escaped { isHarmless($0) ? nil : "#\($0.value);" }
    }

    /// The title stands in a YAML string, whose escape is another; directives are looked for there too.
    private static func yaml(_ text: String) -> String {
        text.escaped { scalar in
            if isHarmless(scalar) || scalar == ":" { return nil }
            let digits = String(scalar.value, radix: 16)
            return scalar.value < 0x100
                ? "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
                : "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value >= 0x80 { return true }
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", ".", "-", "/", ":", ",", "(", ")", "~", "+": return true
        default: return false
        }
    }
}

extension Diagram {
    /// The diagram as a Mermaid flowchart.
    package var mermaid: String { MermaidFormat.lines(self).joined(separator: "\n") + "\n" }
}
