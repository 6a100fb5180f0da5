/// Something drawn. What it looks like is its style's, in ``StyleSheet``.
enum Shape: Sendable, Hashable {
    case box(Rect, radius: Double, style: String)
    /// Straight from point to point.
    case line([Point], style: String)
    /// Bézier curves: a start, and three points for each curve.
    case curve([Point], style: String)
    case disc(Point, radius: Double, style: String)
    case label(Label)
    /// Shapes that are one thing, with its name for screen readers and as a tooltip.
    case group(String, style: String, [Shape])

    func moved(by offset: Point) -> Shape {
        switch self {
        case .box(let rect, let radius, let style): .box(rect.moved(by: offset), radius: radius, style: style)
        case .line(let points, let style): .line(points.map { $0 + offset }, style: style)
        case .curve(let points, let style): .curve(points.map { $0 + offset }, style: style)
        case .disc(let point, let radius, let style): .disc(point + offset, radius: radius, style: style)
        case .label(let label): .label(label.moved(by: offset))
        case .group(let name, let style, let shapes): .group(name, style: style, shapes.map { $0.moved(by: offset) })
        }
    }

    /// The least rectangle around it.
    var bounds: Rect? {
        switch self {
        case .box(let rect, _, _): rect
        case .line(let points, _), .curve(let points, _): Self.bounds(of: points)
        case .disc(let point, let radius, _):
            Rect(x: point.x - radius, y: point.y - radius, width: 2 * radius, height: 2 * radius)
        case .label(let label): label.bounds
        case .group(_, _, let shapes): shapes.bounds
        }
    }

    private static func bounds(of points: [Point]) -> Rect? {
        let xs = points.map(\.x), ys = points.map(\.y)
        guard let left = xs.min(), let right = xs.max(), let top = ys.min(), let bottom = ys.max() else { return nil }
        return Rect(x: left, y: top, width: right - left, height: bottom - top)
    }

    /// Every label in it.
    var labels: [Label] {
        switch self {
        case .label(let label): [label]
        case .group(_, _, let shapes): shapes.flatMap(\.labels)
        default: []
        }
    }
}

extension [Shape] {
    var bounds: Rect? {
        reduce(nil) { sum, shape in
            guard let next = shape.bounds else { return sum }
            return sum?.union(next) ?? next
        }
    }
}

extension Diagram.Note {
    /// The note as it is drawn, in its kind's colour.
    func label(at point: Point) -> Label {
        Label(text: text, at: point, size: Chip.textSize, isMono: true, isBold: true, style: "note-\(kind.rawValue)")
    }
}

/// A line of text.
struct Label: Sendable, Hashable {
    enum Anchor: String, Sendable, Hashable { case start, middle, end }

    var text: String
    /// On the base line.
    var at: Point
    var anchor = Anchor.start
    /// In pixels.
    var size: Double
    /// Names and addresses, which a reader compares digit by digit.
    var isMono = false
    var isBold = false
    var style = "ink"

    var width: Double {
        isMono ? TextWidth.mono(text, size: size) : TextWidth.sans(text, size: size, isBold: isBold)
    }

    func moved(by offset: Point) -> Label {
        var label = self
        label.at = at + offset
        return label
    }

    /// The room that the label takes, by the widest font that it may be drawn in.
    var bounds: Rect {
        let left =
            switch anchor {
            case .start: at.x
            case .middle: at.x - width / 2
            case .end: at.x - width
            }
        return Rect(x: left, y: at.y - size * 0.8, width: width, height: size)
    }
}
