/// The bars of a row of segments: each as wide as what hangs on it, one above the other where they would meet.
struct Bars {
    static let height = 36.0
    private static let step = 54.0
    private static let apart = 24.0
    /// How far a bar reaches beyond its outermost cables.
    private static let overhang = 40.0

    /// A bar before it has its height.
    struct Span {
        var segment: Int
        var row: Int
        var left: Double
        var right: Double

        /// - Parameters:
        ///   - ports: where its cables arrive, from the left.
        ///   - text: how wide its words are.
        ///   - spine: where the line stands that joins the segment's bars, if it has several.
        init(segment: Int, row: Int, ports: [Double], text: Double, around middle: Double, spine: Double?) {
            self.segment = segment
            self.row = row
            let low = (ports.min() ?? middle) - Bars.overhang, high = (ports.max() ?? middle) + Bars.overhang
            let missing = max(0, text + 36 - (high - low)) / 2
            (left, right) = (low - missing, high + missing)
            if let spine { left = min(left, spine - 5) }
        }
    }

    /// How much height Graphviz is asked to leave for the segments of a component, in the worst case.
    static func room(_ segments: Int) -> Double { height + step * Double(segments - 1) }

    /// Puts the bars of one row as low as they find room.
    ///
    /// - Parameter bottom: the lower edge of the lowest.
    static func place(_ spans: [Span], bottom: Double) -> [(Span, Rect)] {
        var ends: [Double] = []
        return spans.sorted { $0.left < $1.left }.map { span in
            let level = ends.firstIndex { $0 + apart <= span.left } ?? ends.count
            if level == ends.count { ends.append(span.right) } else { ends[level] = span.right }
            let y = bottom - height - step * Double(level)
            return (span, Rect(x: span.left, y: y, width: span.right - span.left, height: height))
        }
    }
}
