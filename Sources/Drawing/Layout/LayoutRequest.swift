import Warren

/// The question to Graphviz, in its language: boxes of fixed sizes, and what must be below what.
///
/// Ours alone, with numbers for names: nothing of a lab's text goes into it.
struct LayoutRequest {
    /// Graphviz counts in inches of 72 points; a point is a pixel here.
    static let inch = 72.0

    let text: String

    /// - Parameter sizes: width and height of each box, in whole pixels.
    init(_ topology: Topology, _ component: Topology.Component, _ folding: Folding, sizes: [Rect], ports: (LinkReference, Int) -> Point?, gap: Double) {
        var lines = [
            "digraph {", "graph [rankdir=TB, splines=true, nodesep=\(Self.inches(gap)), ranksep=\(Self.inches(52 + 12 * Double(topology.wires.count { topology.isFlat($0) })))]",
            "node [label=\"\", shape=box, fixedsize=true, margin=0]", "edge [arrowhead=none]",
        ]
        let boxes = Set(component.boxes)
        let wires = topology.wires.enumerated().filter { boxes.contains($0.element.a) }
        for box in component.boxes {
            let size = sizes[box]
            var upper: [(String, Double)] = [], lower: [(String, Double)] = []
            for (number, wire) in wires where !topology.isFlat(wire) {
                if wire.a == box, let port = ports(wire.upper, box) { lower.append(("w\(number)", port.x)) }
                if wire.b == box, let port = ports(wire.lower, box) { upper.append(("w\(number)", port.x)) }
            }
            if upper.isEmpty && lower.isEmpty {
                lines.append("b\(box) [width=\(Self.inches(size.width)), height=\(Self.inches(size.height))]")
            } else {
                lines.append("b\(box) [shape=plain, fixedsize=false, label=\(Self.table(size, upper: upper, lower: lower))]")
            }
        }
        for segment in component.segments {
            for row in 0..<folding.rowCount(of: segment) {
                let below = topology.attachments.filter { $0.segment == segment && folding.rows[$0.box] ?? 0 == row }.map(\.box)
                // As wide as what hangs on it, so that nothing else is put there; what hangs on two counts half. The
                // bars of further rows have their row to themselves, and stand aside for what leads past them.
                let share = below.reduce(-gap) { sum, box in
                    sum + (sizes[box].width + gap) / Double(topology.attachments.count { $0.box == box })
                }
                let width = row == 0 ? max(160, share) : 60
                lines.append(
                    "s\(segment)r\(row) [width=\(Self.inches(width)), height=\(Self.inches(Bars.room(component.segments.count)))]")
                for box in below.uniqued() { lines.append("s\(segment)r\(row) -> b\(box) [style=invis]") }
                guard row > 0 else { continue }
                // A row begins below all that is above it, not only below its segment's own, and in line with it.
                for box in component.boxes where (folding.rows[box] ?? 0) == row - 1 {
                    lines.append("b\(box) -> s\(segment)r\(row) [style=invis, weight=0]")
                }
                let above = topology.attachments.filter { $0.segment == segment && folding.rows[$0.box] ?? 0 == row - 1 }.map(\.box)
                for (upper, lower) in zip(above.uniqued(), below.uniqued()) {
                    lines.append("b\(upper) -> b\(lower) [style=invis, weight=20]")
                }
            }
        }
        for (number, wire) in wires {
            // Beside each other: a line of our own, below the row.
            lines.append(
                topology.isFlat(wire)
                    ? "b\(wire.a) -> b\(wire.b) [style=invis, constraint=false]"
                    : "b\(wire.a):w\(number):s -> b\(wire.b):w\(number):n")
        }
        text = (lines + ["}"]).joined(separator: "\n") + "\n"
    }

    /// A table of the box' size, with cells on its edges where cables arrive.
    private static func table(_ size: Rect, upper: [(String, Double)], lower: [(String, Double)]) -> String {
        let half = (size.height / 2).rounded(.down)
        return "<<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">"
            + row(upper, width: size.width, height: half) + row(lower, width: size.width, height: size.height - half) + "</TABLE>>"
    }

    private static func row(_ ports: [(String, Double)], width: Double, height: Double) -> String {
        var cells = ""
        var x = 0
        func cell(_ name: String?, to end: Int) {
            guard end > x else { return }
            let port = name.map { "PORT=\"\($0)\" " } ?? ""
            cells += "<TD \(port)WIDTH=\"\(end - x)\" HEIGHT=\"\(Int(height))\" FIXEDSIZE=\"TRUE\"></TD>"
            x = end
        }
        for (name, middle) in ports.sorted(by: { $0.1 < $1.1 }) {
            cell(nil, to: Int(middle) - 4)
            cell(name, to: Int(middle) + 4)
        }
        cell(nil, to: Int(width))
        return "<TR><TD><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR>\(cells)</TR></TABLE></TD></TR>"
    }

    private static func inches(_ pixels: Double) -> String {
        let tenThousandths = Int((pixels / inch * 10000).rounded())
        let fraction = "\(tenThousandths % 10000)"
        return "\(tenThousandths / 10000)." + String(repeating: "0", count: 4 - fraction.count) + fraction
    }
}

extension [Int] {
    /// Each number once, where it is first.
    fileprivate func uniqued() -> [Int] {
        var seen: Set<Int> = []
        return filter { seen.insert($0).inserted }
    }
}
