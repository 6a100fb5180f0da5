import Planning
import Warren

/// A host or a namespace as it is drawn: plates of its cables on its edges, its name, tunnels, bridges, bonds and pods.
struct Box: Sendable {
    /// What all boxes of a picture share, so that tunnels meet their devices at one height.
    struct Measures: Sendable {
        /// How high the plates on the upper edges are.
        var top: Double
        var lanes: Lanes
        /// Whether boxes stand in rows of many, where they had better be narrow.
        var pods: Int
    }

    private static let padding = 14.0
    private static let nameHeight = 30.0

    let node: Diagram.Node
    private let top: [Chip]
    private let bottom: [Chip]
    private let plates: [Plate]
    /// Devices without a plate of their own: tunnels that reach nobody, kinds that have no shape yet.
    private let loose: [String]
    private let grid: PodGrid
    private let measures: Measures

    init(_ node: Diagram.Node, top: [Chip], bottom: [Chip], _ measures: Measures) {
        self.node = node
        self.top = top
        self.bottom = bottom
        self.measures = measures
        plates = ([node] + node.pods).flatMap { owner in
            owner.links.compactMap { Plate($0, of: owner, in: node, measures.lanes) }
        }
        let shown = Set((top + bottom).map(\.link) + plates.map(\.device))
        let pods = Set(node.pods.map(\.name))
        loose = node.links.compactMap { link in
            if shown.contains(LinkReference(node: node.name, link: link.name)) { return nil }
            let master = link.master.map { " → \($0)" } ?? ""
            switch link.kind {
            case .bridge, .bond: return nil
            case .cable:
                guard let peer = link.peer, !pods.contains(peer.node) else { return nil }
                return "\(link.caption)\(master) ⇄ \(peer)"
            case .tunnel(let encapsulation): return "\(link.caption)\(master) · " + encapsulation.words.joined(separator: " · ")
            case .other(let kind): return "\(link.caption)\(master) · \(kind)"
            }
        }
        let count = node.pods.count
        // Three abreast while there is room; a square for those who ask for all of many.
        let columns = count <= 3 && measures.pods <= 12 ? count : max(measures.pods <= 18 ? 3 : 2, Int((Double(count) / 2).squareRoot().rounded(.up)))
        grid = PodGrid(node, columns: columns)
    }

    /// Where the name begins. Of boxes with tunnels at one height, so that these meet.
    private var head: Double { plates.isEmpty ? top.map(\.height).max() ?? 0 : measures.top }
    private var edgeTop: Double { top.isEmpty ? 0 : 12 }
    private var edgeBottom: Double { bottom.isEmpty ? 0 : 12 }

    /// In whole pixels, because Graphviz' tables have no others.
    var width: Double {
        var width = TextWidth.sans(node.name, size: 16, isBold: true) + TextWidth.sans(node.role.rawValue, size: 11) + 24
        width = max(width, Self.across(top), Self.across(bottom), grid.width)
        for lane in measures.lanes.lanes.indices {
            width = max(width, plates.filter { $0.lanes.contains(lane) }.reduce(-14) { $0 + $1.width + 14 })
        }
        for note in node.notes { width = max(width, note.label(at: Point(x: 0, y: 0)).width) }
        for line in loose { width = max(width, TextWidth.mono(line, size: Chip.textSize)) }
        return (max(width, 120) + 2 * Self.padding).rounded(.up)
    }

    /// In whole pixels. The frame and the plates that stand out of it.
    var height: Double {
        var height = head + Self.nameHeight
        if !plates.isEmpty { height += Double(measures.lanes.lanes.count) * measures.lanes.height }
        let lines = node.notes.count + loose.count
        height += Double(lines) * Chip.lineHeight + (lines == 0 ? 0 : 8)
        if !grid.isEmpty { height += grid.height + 8 }
        if let plate = bottom.map(\.height).max() { height += plate - 4 }
        return (height + 10).rounded(.up)
    }

    private static func across(_ chips: [Chip]) -> Double { chips.reduce(-12) { $0 + $1.width + 12 } }

    /// Where the plates stand, from the box' own corner; side by side in the middle of the edge.
    private func frames(of chips: [Chip], width: Double, y: (Chip) -> Double) -> [(Chip, Rect)] {
        var x = (width - Self.across(chips)) / 2
        return chips.map { chip in
            defer { x += chip.width + 12 }
            return (chip, Rect(x: x, y: y(chip), width: chip.width, height: chip.height))
        }
    }

    private func topFrames(_ size: Rect) -> [(Chip, Rect)] {
        frames(of: top, width: size.width) { _ in 0 }
    }

    private func bottomFrames(_ size: Rect) -> [(Chip, Rect)] {
        frames(of: bottom, width: size.width) { size.height - $0.height }
    }

    /// Where a cable arrives, from the box' own corner, and whether from above.
    func port(of link: LinkReference, in size: Rect) -> (at: Point, isTop: Bool)? {
        if let frame = topFrames(size).first(where: { $0.0.link == link })?.1 { return (Point(x: frame.middle.x, y: 0), true) }
        if let frame = bottomFrames(size).first(where: { $0.0.link == link })?.1 { return (Point(x: frame.middle.x, y: frame.bottom), false) }
        return nil
    }

    /// How high the box is drawn: those of a row are alike, unless there is nothing in them.
    func drawnSize(_ size: Rect) -> Rect {
        !grid.isEmpty || !plates.isEmpty ? size : Rect(x: size.x, y: size.y, width: size.width, height: height)
    }

    /// Where a tunnel device's plate stands, from the box' own corner.
    func plateFrames(_ size: Rect) -> [(plate: Plate, frame: Rect)] {
        plates.map { plate in
            let beside = plates.filter { $0.lanes.overlaps(plate.lanes) }
            let position = beside.firstIndex { $0.device == plate.device } ?? 0
            let room = size.width - 2 * Self.padding + 14
            let width = room / Double(beside.count) - 14
            let lane = measures.lanes.height
            let y = head + Self.nameHeight + Double(plate.lanes.lowerBound) * lane
            return (
                plate,
                Rect(
                    x: Self.padding + Double(position) * (width + 14), y: y + 5, width: width,
                    height: Double(plate.lanes.count) * lane - 10)
            )
        }
    }

    /// Everything, from the box' own corner.
    func shapes(_ size: Rect) -> [Shape] {
        let frame = Rect(x: 0, y: edgeTop, width: size.width, height: size.height - edgeTop - edgeBottom)
        var shapes: [Shape] = [.box(frame, radius: 12, style: node.role == .host ? "host" : "namespace")]
        for (chip, frame) in topFrames(size) + bottomFrames(size) { shapes += chip.shapes(at: frame.x, frame.y, in: node.role) }
        let line = head + 19
        shapes.append(.label(Label(text: node.name, at: Point(x: Self.padding, y: line), size: 16, isBold: true)))
        shapes.append(
            .label(
                Label(text: node.role.rawValue, at: Point(x: size.width - Self.padding, y: line), anchor: .end, size: 11, style: "quiet")))
        for (plate, frame) in plateFrames(size) { shapes += plate.shapes(in: frame) }
        var y = head + Self.nameHeight
        if !plates.isEmpty { y += Double(measures.lanes.lanes.count) * measures.lanes.height }
        for note in node.notes {
            shapes.append(.label(note.label(at: Point(x: Self.padding, y: y + 12))))
            y += Chip.lineHeight
        }
        for text in loose {
            shapes.append(.label(Label(text: text, at: Point(x: Self.padding, y: y + 12), size: Chip.textSize, isMono: true)))
            y += Chip.lineHeight
        }
        if !grid.isEmpty {
            y += loose.isEmpty && node.notes.isEmpty ? 4 : 12
            shapes += grid.draw(in: Rect(x: Self.padding, y: y, width: size.width - 2 * Self.padding, height: 0)).shapes
        }
        return [.group("\(node.role.rawValue) \(node.name)", style: "node-\(node.role.rawValue)", shapes)]
    }
}
