/// Writes shapes as SVG 1.1, with no script, no font and nothing from elsewhere.
struct SVGWriter {
    private(set) var lines: [String] = []

    init(width: Double, height: Double, title: String, description: String, _ shapes: [Shape]) {
        lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.number(width))\" height=\"\(Self.number(height))\" viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\" role=\"img\">",
            "<title>\(Self.escaped(title))</title>",
            "<desc>\(Self.escaped(description))</desc>",
            "<style>",
        ]
        lines += StyleSheet.css + ["</style>"]
        for shape in shapes { write(shape) }
        lines.append("</svg>")
    }

    private mutating func write(_ shape: Shape) {
        switch shape {
        case .box(let rect, let radius, let style):
            lines.append(
                "<rect class=\"\(style)\" x=\"\(Self.number(rect.x))\" y=\"\(Self.number(rect.y))\" width=\"\(Self.number(rect.width))\" height=\"\(Self.number(rect.height))\" rx=\"\(Self.number(radius))\"/>")
        case .line(let points, let style):
            let path = points.enumerated().map { ($0 == 0 ? "M" : "L") + Self.pair($1) }.joined()
            lines.append("<path class=\"\(style)\" d=\"\(path)\"/>")
        case .curve(let points, let style):
            guard let first = points.first else { return }
            let path = "M" + Self.pair(first) + "C" + points.dropFirst().map(Self.pair).joined(separator: " ")
            lines.append("<path class=\"\(style)\" d=\"\(path)\"/>")
        case .disc(let point, let radius, let style):
            lines.append("<circle class=\"\(style)\" cx=\"\(Self.number(point.x))\" cy=\"\(Self.number(point.y))\" r=\"\(Self.number(radius))\"/>")
        case .label(let label):
            let anchor = label.anchor == .start ? "" : " text-anchor=\"\(label.anchor.rawValue)\""
            let font = (label.isMono ? "mono" : "sans") + (label.isBold ? " bold" : "")
            lines.append(
                "<text class=\"\(label.style) \(font)\" x=\"\(Self.number(label.at.x))\" y=\"\(Self.number(label.at.y))\" font-size=\"\(Self.number(label.size))\"\(anchor)>\(Self.escaped(label.text))</text>")
        case .group(let name, let style, let shapes):
            lines.append("<g class=\"\(style)\">")
            lines.append("<title>\(Self.escaped(name))</title>")
            for shape in shapes { write(shape) }
            lines.append("</g>")
        }
    }

    private static func pair(_ point: Point) -> String { "\(number(point.x)),\(number(point.y))" }

    /// With one decimal at the most: a tenth of a pixel is more than anybody sees.
    static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let rest = tenths.magnitude % 10
        return sign + "\(tenths.magnitude / 10)" + (rest == 0 ? "" : ".\(rest)")
    }

    static func escaped(_ text: String) -> String {
        text.escaped { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: nil
            }
        }
    }
}
