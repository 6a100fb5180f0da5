import Warren

/// A diagram as a picture: title, bars, cables, tubes and boxes, in the order in which they cover each other.
struct Picture {
    private static let margin = 32.0
    private static let least = 620.0

    let width: Double
    let height: Double
    let shapes: [Shape]

    init(_ diagram: Diagram, _ layout: Layout) {
        var drawing = layout.spines
        drawing += layout.drops.map { name, from, to in
            .group(name, style: "cable-drop", [.line([from, to], style: "cable")])
        }
        drawing += layout.wires.map { name, shapes in .group(name, style: "cable-wire", shapes) }
        let tubes = Tubes(layout)
        drawing += tubes.behind
        for (box, frame) in zip(layout.boxes, layout.frames) {
            drawing += box.shapes(box.drawnSize(frame)).map { $0.moved(by: Point(x: frame.x, y: frame.y)) }
        }
        drawing += layout.drops.map { .disc($0.to, radius: 4.5, style: "plug") }
        drawing += layout.wires.flatMap { $0.shapes.filter { if case .disc = $0 { true } else { false } } }
        drawing += layout.bars.map { Self.bar(diagram.segments[$0.segment], $0) }
        // A mark at the bar's own edge: what only passes behind a bar has none.
        drawing += layout.drops.map { .disc($0.from, radius: 4.5, style: "plug") }
        drawing += tubes.before

        let bounds = drawing.bounds ?? Rect(x: 0, y: 0, width: 0, height: 0)
        let inner = max(bounds.width, Self.least)
        let (header, top) = Self.header(diagram, width: inner)
        let offset = Point(x: Self.margin + (inner - bounds.width) / 2 - bounds.x, y: top - bounds.y)
        width = (inner + 2 * Self.margin).rounded(.up)
        height = (top + bounds.height + Self.margin).rounded(.up)
        let paper = Shape.box(Rect(x: 0.5, y: 0.5, width: width - 1, height: height - 1), radius: 14, style: "paper")
        shapes = [paper] + header + drawing.map { $0.moved(by: offset) }
    }

    /// The lab's name, the stage and its story, and where the drawing begins below them.
    private static func header(_ diagram: Diagram, width: Double) -> ([Shape], top: Double) {
        var shapes: [Shape] = []
        var y = margin
        func add(_ text: String, size: Double, isBold: Bool, style: String) {
            for line in TextWidth.lines(text, fits: { TextWidth.sans($0, size: size, isBold: isBold) <= width }) {
                y += size
                shapes.append(.label(Label(text: line, at: Point(x: margin, y: y), size: size, isBold: isBold, style: style)))
                y += size * 0.45
            }
        }
        add(diagram.lab, size: 22, isBold: true, style: "ink")
        add(diagram.stageLine, size: 15, isBold: true, style: "quiet")
        y += 2
        add(diagram.stage.story, size: 13, isBold: false, style: "quiet")
        return (shapes, y + 22)
    }

    private static func barLabels(_ segment: Diagram.Segment) -> [Label] {
        [Label(text: segment.name, at: Point(x: 0, y: 0), size: 14, isBold: true, style: "onbar")]
            + segment.addresses.prefix(2).map {
                Label(text: "gateway \($0)", at: Point(x: 0, y: 0), size: Chip.textSize, isMono: true, style: "onbar")
            }
            + segment.notes.map { Label(text: $0.text, at: Point(x: 0, y: 0), size: Chip.textSize, isMono: true, isBold: true, style: "onbar") }
    }

    static func barTextWidth(_ segment: Diagram.Segment) -> Double { barLabels(segment).reduce(-16) { $0 + $1.width + 16 } }

    private static func bar(_ segment: Diagram.Segment, _ bar: Layout.Bar) -> Shape {
        var shapes: [Shape] = [.box(bar.frame, radius: 10, style: "bar")]
        var x = bar.frame.middle.x - barTextWidth(segment) / 2
        for var label in barLabels(segment) {
            label.at = Point(x: x, y: bar.frame.middle.y + 4.5)
            shapes.append(.label(label))
            x += label.width + 16
        }
        return .group("segment \(segment.name)", style: "node-segment", shapes)
    }
}

extension Diagram {
    /// The diagram as a picture in SVG.
    ///
    /// - Parameter engine: Graphviz: given graphs in its language, what `dot -Tplain-ext` says of them.
    package func svg(engine: (String) async throws -> String) async throws -> String {
        let picture = try await picture(engine: engine)
        let writer = SVGWriter(
            width: picture.width, height: picture.height, title: headline,
            description: [summary, stage.story].filter { !$0.isEmpty }.joined(separator: ". "), picture.shapes)
        return writer.lines.joined(separator: "\n") + "\n"
    }

    func picture(engine: (String) async throws -> String) async throws -> Picture {
        var layout = Layout(self)
        try layout.take(LayoutReply(try await engine(layout.request)))
        return Picture(self, layout)
    }
}
