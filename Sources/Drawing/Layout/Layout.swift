import Planning
import Warren

/// Where everything of a diagram is: Graphviz' answer, made into boxes, bars and cables of one picture.
struct Layout {
    /// A segment's bar above one row of its nodes.
    struct Bar {
        var segment: Int
        var row: Int
        var frame: Rect
    }

    let boxes: [Box]
    let lanes: Lanes
    /// Of each box, the plates that stand out of it included.
    private(set) var frames: [Rect]
    private(set) var bars: [Bar] = []
    /// Cables from bars straight down to boxes.
    private(set) var drops: [(name: String, from: Point, to: Point)] = []
    /// Cables between boxes.
    private(set) var wires: [(name: String, shapes: [Shape])] = []
    /// What joins the bars of one segment, and segments.
    private(set) var spines: [Shape] = []

    private let diagram: Diagram
    private let topology: Topology
    private let folding: Folding
    private let gap: Double

    init(_ diagram: Diagram) {
        self.diagram = diagram
        let topology = Topology(diagram), lanes = Lanes(diagram.tunnels)
        let chips = diagram.nodes.indices.map { Self.chips(of: $0, diagram, topology) }
        let measures = Box.Measures(
            top: chips.flatMap(\.top).map(\.height).max() ?? 0, lanes: lanes, pods: diagram.nodes.reduce(0) { $0 + $1.pods.count })
        boxes = zip(diagram.nodes, chips).map { Box($0, top: $1.top, bottom: $1.bottom, measures) }
        gap = max(40, lanes.gap)
        folding = Folding(topology, widths: boxes.map(\.width), gap: gap)
        frames = boxes.map { Rect(x: 0, y: 0, width: $0.width, height: $0.height) }
        self.topology = topology
        self.lanes = lanes
        // A row is as high as its highest box, so that all of it begins at one height.
        for component in topology.components {
            for box in component.boxes {
                let row = component.boxes.filter { topology.levels[$0] == topology.levels[box] && folding.rows[$0] == folding.rows[box] }
                frames[box].height = row.map { boxes[$0].height }.max() ?? 0
            }
        }
    }

    /// The plates of cables that leave a box: above for what comes from above, below for the rest.
    private static func chips(of box: Int, _ diagram: Diagram, _ topology: Topology) -> (top: [Chip], bottom: [Chip]) {
        let node = diagram.nodes[box]
        func chip(_ link: LinkReference) -> Chip {
            let owner = node.pods.first { $0.name == link.node } ?? node
            return owner[link: link.link].map { Chip($0, of: owner, in: node) } ?? Chip(link.link, link: link)
        }
        var top = topology.attachments.filter { $0.box == box }.map { chip($0.link) }
        var bottom: [Chip] = []
        for wire in topology.wires {
            if wire.a == box { bottom.append(chip(wire.upper)) }
            if wire.b == box { if topology.isFlat(wire) { bottom.append(chip(wire.lower)) } else { top.append(chip(wire.lower)) } }
        }
        return (top, bottom)
    }

    /// What Graphviz is to lay out: a graph for each component.
    var request: String {
        topology.components.map { component in
            LayoutRequest(
                topology, component, folding, sizes: frames, ports: { link, box in boxes[box].port(of: link, in: frames[box])?.at }, gap: gap
            ).text
        }.joined()
    }

    /// Takes Graphviz' answer to ``request``, and puts the components beside and below each other.
    mutating func take(_ reply: LayoutReply) throws(LayoutReply.Unreadable) {
        guard reply.graphs.count == topology.components.count else { throw .init(line: "\(reply.graphs.count) graphs") }
        var x = 0.0, y = 0.0, rowHeight = 0.0
        for (component, graph) in zip(topology.components, reply.graphs) {
            if x > 0, x + graph.width > Folding.pageWidth {
                (x, y, rowHeight) = (0, y + rowHeight + 56, 0)
            }
            let bounds = try place(component, graph, at: Point(x: x, y: y))
            x = bounds.right + 56
            rowHeight = max(rowHeight, bounds.bottom - y)
        }
    }

    private mutating func place(_ component: Topology.Component, _ graph: LayoutReply.Graph, at corner: Point) throws(LayoutReply.Unreadable) -> Rect {
        var bounds = Rect(x: corner.x, y: corner.y, width: graph.width, height: graph.height)
        for box in component.boxes {
            guard let node = graph.nodes["b\(box)"] else { throw .init(line: "no b\(box)") }
            frames[box].x = node.middle.x - frames[box].width / 2 + corner.x
            frames[box].y = node.middle.y - frames[box].height / 2 + corner.y
        }
        // Left of everything, where no cable is.
        let folded = component.segments.filter { folding.rowCount(of: $0) > 1 }
        let left = component.boxes.map { frames[$0].x }.min() ?? 0
        let spines = Dictionary(uniqueKeysWithValues: folded.enumerated().map { ($1, left - 34 - 26 * Double($0)) })
        var rows: [Double: [Bars.Span]] = [:]
        for segment in component.segments {
            for row in 0..<folding.rowCount(of: segment) {
                guard let node = graph.nodes["s\(segment)r\(row)"]?.moved(by: corner) else { throw .init(line: "no s\(segment)r\(row)") }
                let span = Bars.Span(
                    segment: segment, row: row, ports: attachments(segment, row).map { port(of: $0.link, $0.box).x },
                    text: Picture.barTextWidth(diagram.segments[segment]), around: node.middle.x, spine: spines[segment])
                rows[node.bottom.rounded(), default: []].append(span)
            }
        }
        for (bottom, spans) in rows.sorted(by: { $0.key < $1.key }) {
            bars += Bars.place(spans, bottom: bottom).map { Bar(segment: $0.segment, row: $0.row, frame: $1) }
        }
        for bar in bars where component.segments.contains(bar.segment) {
            bounds = bounds.union(bar.frame)
            for attachment in attachments(bar.segment, bar.row) {
                let to = port(of: attachment.link, attachment.box)
                drops.append(("\(attachment.link) on \(diagram.segments[bar.segment].name)", Point(x: to.x, y: bar.frame.bottom), to))
            }
        }
        for (segment, x) in spines {
            let heights = bars.filter { $0.segment == segment }.map(\.frame.middle.y)
            guard let first = heights.min(), let last = heights.max() else { continue }
            self.spines.append(.line([Point(x: x, y: first), Point(x: x, y: last)], style: "spine"))
        }
        for trunk in topology.trunks where component.segments.contains(trunk.0) {
            guard let a = bar(trunk.0, 0), let b = bar(trunk.1, 0) else { continue }
            self.spines.append(.line([a.frame.middle, b.frame.middle], style: "spine"))
        }
        return draw(component, graph, corner).reduce(bounds) { $0.union($1) }
    }

    private func attachments(_ segment: Int, _ row: Int) -> [Topology.Attachment] {
        topology.attachments.filter { $0.segment == segment && (folding.rows[$0.box] ?? 0) == row }
    }

    private func bar(_ segment: Int, _ row: Int) -> Bar? { bars.first { $0.segment == segment && $0.row == row } }

    private func port(of link: LinkReference, _ box: Int) -> Point {
        (boxes[box].port(of: link, in: boxes[box].drawnSize(frames[box]))?.at ?? Point(x: 0, y: 0)) + Point(x: frames[box].x, y: frames[box].y)
    }

    /// Cables between boxes: down along Graphviz' curve, or, between neighbours, in an angle below the row.
    private mutating func draw(_ component: Topology.Component, _ graph: LayoutReply.Graph, _ corner: Point) -> [Rect] {
        var bounds: [Rect] = []
        var depth = 0.0
        for (number, wire) in topology.wires.enumerated() where component.boxes.contains(wire.a) {
            let from = port(of: wire.upper, wire.a), to = port(of: wire.lower, wire.b)
            var shapes: [Shape] = []
            if topology.isFlat(wire) {
                depth += 1
                let y = max(frames[wire.a].bottom, frames[wire.b].bottom) + 8 + 12 * depth
                shapes.append(.line([from, Point(x: from.x, y: y), Point(x: to.x, y: y), to], style: "cable"))
            } else if let curve = graph.curves["w\(number)"]?.map({ $0 + corner }), let first = curve.first, let last = curve.last {
                shapes += [.line([from, first], style: "cable"), .curve(curve, style: "cable"), .line([last, to], style: "cable")]
            }
            shapes += [.disc(from, radius: 4, style: "plug"), .disc(to, radius: 4, style: "plug")]
            bounds += [shapes.bounds].compactMap { $0 }
            wires.append(("\(wire.upper) to \(wire.lower)", shapes))
        }
        return bounds
    }
}
