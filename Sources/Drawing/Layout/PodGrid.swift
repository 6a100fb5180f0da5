import Warren

/// A host's pods in rows, below the bridges and bonds that they are ports of.
///
/// Graphviz would put fifty pods into one row. A grid is what a reader can take in, so the inside of a host is set
/// by arithmetic, like a table, and Graphviz is asked where the hosts go.
struct PodGrid {
    static let gap = 14.0
    private static let barHeight = 28.0
    private static let barGap = 14.0
    private static let railHeight = 10.0
    private static let gutter = 9.0

    private let cells: [PodCell]
    private let bars: [Diagram.Link]
    private let host: Diagram.Node
    private let columns: Int

    init(_ host: Diagram.Node, columns: Int) {
        self.host = host
        cells = host.pods.map { PodCell($0, in: host) }
        bars = host.masters
        let count = cells.count + (host.remainder == nil ? 0 : 1)
        self.columns = max(1, min(columns, count))
    }

    var isEmpty: Bool { cells.isEmpty && bars.isEmpty && host.remainder == nil }

    private var rows: [[PodCell]] {
        stride(from: 0, to: cells.count, by: columns).map { Array(cells[$0..<min($0 + columns, cells.count)]) }
    }

    private var cellWidth: Double { cells.map(\.width).max() ?? 120 }

    /// The rails of the rows after the first stand left of the pods, one for each bridge.
    private var indent: Double { rows.count > 1 ? Double(bars.count) * Self.gutter : 0 }

    var width: Double {
        let across = cells.isEmpty ? 0 : Double(columns) * (cellWidth + Self.gap) - Self.gap
        let bar = bars.map { barTexts($0).reduce(24) { $0 + $1.width + 14 } }.max() ?? 0
        let remainder = host.remainder.map { TextWidth.sans($0, size: 13, isBold: true) + 40 } ?? 0
        return max(across + indent, bar, remainder)
    }

    var height: Double { draw(in: Rect(x: 0, y: 0, width: width, height: 0)).height }

    /// A bridge's or bond's name, its addresses, and its ports that are not drawn below it.
    private func barTexts(_ bridge: Diagram.Link) -> [Label] {
        let drawn = Set(cells.flatMap { $0.ends.map(\.chip.link.link) })
        let others = host.ports(of: bridge.name).filter { !drawn.contains($0.name) }.map(\.name)
        var texts = [Label(text: bridge.label, at: Point(x: 0, y: 0), size: 12, isMono: true, isBold: true)]
        texts += bridge.details.map { Label(text: $0, at: Point(x: 0, y: 0), size: Chip.textSize, isMono: true) }
        let words = (bridge.kind.portsWords ?? "") + (others.isEmpty ? "" : ", ports " + others.joined(separator: " "))
        texts.append(Label(text: words, at: Point(x: 0, y: 0), size: 11, style: "quiet"))
        return texts
    }

    /// Everything, in a frame whose height is not looked at, and how high it became.
    func draw(in frame: Rect) -> (shapes: [Shape], height: Double) {
        let width = cells.isEmpty ? 0 : max(cellWidth, (frame.width - indent + Self.gap) / Double(columns) - Self.gap)
        func cell(_ position: Int, y: Double, height: Double) -> Rect {
            Rect(x: frame.x + indent + Double(position) * (width + Self.gap), y: y, width: width, height: height)
        }
        let placed = placeBars(
            in: frame,
            ports: (rows.first ?? []).enumerated().flatMap { $1.ports(in: cell($0, y: 0, height: 0)) })
        var y = frame.y + placed.height
        var cables: [Shape] = [], pods: [Shape] = []
        for (number, row) in rows.enumerated() {
            let rails = number == 0 ? [] : bars.filter { bridge in row.contains { $0.ends.contains { $0.master == bridge.name } } }
            let top = y + Double(rails.count) * Self.railHeight
            let chips = row.map(\.chipHeight).max() ?? 0
            let height = chips + PodCell.cableLength + (row.map(\.cardHeight).max() ?? 0)
            var reach: [String: Double] = [:]
            for (position, pod) in row.enumerated() {
                let cell = cell(position, y: top, height: height)
                pods += pod.shapes(in: cell, chipHeight: chips)
                for port in pod.ports(in: cell) {
                    let rail = rails.firstIndex { $0.name == port.master }.map { y + Double($0) * Self.railHeight }
                    guard let from = rail ?? placed.frames[port.master]?.bottom else { continue }
                    cables.append(.line([Point(x: port.x, y: from), Point(x: port.x, y: top)], style: "port"))
                    if rail == nil { pods.append(.disc(Point(x: port.x, y: from), radius: 4, style: "portend")) }
                    reach[port.master] = max(reach[port.master] ?? 0, port.x)
                }
            }
            for (position, rail) in rails.enumerated() {
                guard let end = reach[rail.name], let bar = placed.frames[rail.name],
                    let lane = bars.firstIndex(where: { $0.name == rail.name })
                else { continue }
                let x = frame.x + 3 + Double(lane) * Self.gutter, at = y + Double(position) * Self.railHeight
                cables.append(.line([Point(x: x, y: bar.bottom), Point(x: x, y: at), Point(x: end, y: at)], style: "port"))
                pods.append(.disc(Point(x: x, y: bar.bottom), radius: 3, style: "portend"))
            }
            y = top + height + Self.gap
        }
        var shapes = cables + placed.shapes + pods
        if let remainder = host.remainder {
            let box = Rect(x: frame.x + indent, y: y, width: frame.width - indent, height: 30)
            shapes.append(
                .group(
                    "\(host.name) has \(host.hiddenPods) more pods", style: "node-more",
                    [
                        .box(box, radius: 8, style: "more"),
                        .label(Label(text: remainder, at: Point(x: box.middle.x, y: box.y + 20), anchor: .middle, size: 13, isBold: true)),
                    ]))
            y = box.bottom + Self.gap
        }
        return (shapes, max(0, y - frame.y - Self.gap))
    }

    /// The bridges and bonds, one below the other, each no wider than its ports and its words ask for: a cable that passes
    /// behind another bridge is easily taken for one that ends there. Of several rows of pods, they reach to the left,
    /// where the further rows' rails begin.
    private func placeBars(in frame: Rect, ports: [(x: Double, master: String)]) -> (shapes: [Shape], frames: [String: Rect], height: Double) {
        var shapes: [Shape] = []
        var frames: [String: Rect] = [:]
        var y = frame.y
        for bridge in bars {
            let own = ports.filter { $0.master == bridge.name }.map(\.x)
            let words = barTexts(bridge)
            let least = words.reduce(10) { $0 + $1.width + 14 }
            var left = frame.x, right = frame.right
            if bars.count > 1, let first = own.min(), let last = own.max() {
                right = max(last + 40, first - 40 + least)
                left = rows.count > 1 ? frame.x : max(frame.x, min(first - 40, frame.right - least))
                right = min(frame.right, max(right, left + least))
            }
            let bar = Rect(x: left, y: y, width: right - left, height: Self.barHeight)
            var inside: [Shape] = [.box(bar, radius: 6, style: "bridge")]
            var x = bar.x + 12
            for var text in words {
                text.at = Point(x: x, y: bar.y + 18)
                inside.append(.label(text))
                x += text.width + 14
            }
            shapes.append(.group("\(bridge.kind.portsWords ?? "") \(bridge.caption)", style: "node-bridge", inside))
            frames[bridge.name] = bar
            y = bar.bottom + Self.barGap
        }
        return (shapes, frames, y - frame.y)
    }
}
