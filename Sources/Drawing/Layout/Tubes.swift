import Warren

/// Tunnels as they are drawn: tubes from device to device, behind whatever stands between them.
struct Tubes {
    /// Below the boxes.
    private(set) var behind: [Shape] = []
    /// Above them: the last bit within a box, and what the tunnel is.
    private(set) var before: [Shape] = []

    /// Where a device's plate meets a lane.
    private struct Stop {
        var box: Int
        var left: Double
        var right: Double
        var boxRight: Double
        var boxLeft: Double
        var y: Double
    }

    init(_ layout: Layout) {
        let right = layout.frames.map(\.right).max() ?? 0
        var trunks = 0.0
        for (number, lane) in layout.lanes.lanes.enumerated() {
            let stops = Self.stops(lane, number, layout)
            var rows: [[Stop]] = []
            for stop in stops.sorted(by: { ($0.y, $0.left) < ($1.y, $1.left) }) {
                if let last = rows.last?.last, abs(last.y - stop.y) < 1 { rows[rows.count - 1].append(stop) } else { rows.append([stop]) }
            }
            var isNamed = false
            for row in rows {
                for (a, b) in zip(row, row.dropFirst()) {
                    connect(a, b, lane.style)
                    if !isNamed, a.box != b.box {
                        name(lane, at: Point(x: a.boxRight + layout.laneGap / 2, y: a.y))
                        isNamed = true
                    }
                }
            }
            guard rows.count > 1, let first = rows.first?.last, let last = rows.last?.last else { continue }
            // Rows are joined where no box is: right of all of them.
            let x = right + 40 + trunks
            trunks += 30
            let ends = rows.compactMap(\.last)
            for end in ends {
                tube([Point(x: end.right, y: end.y), Point(x: x, y: end.y)], lane.style)
                cover(from: end.right, to: end.boxRight, end.y, lane.style)
            }
            tube([Point(x: x, y: first.y), Point(x: x, y: last.y)], lane.style)
            if !isNamed {
                name(lane, at: Point(x: x, y: (first.y + last.y) / 2))
                trunks += layout.laneGap
            }
        }
    }

    private static func stops(_ lane: Lanes.Lane, _ number: Int, _ layout: Layout) -> [Stop] {
        layout.boxes.enumerated().flatMap { position, box in
            let frame = layout.frames[position]
            return box.plateFrames(box.drawnSize(frame)).filter { lane.members.contains($0.plate.device) }.map { plate, at in
                let step = layout.lanes.height
                let y = frame.y + at.y - 5 + step * (Double(number - plate.lanes.lowerBound) + 0.5)
                return Stop(
                    box: position, left: frame.x + at.x, right: frame.x + at.right, boxRight: frame.right, boxLeft: frame.x, y: y)
            }
        }
    }

    private mutating func connect(_ a: Stop, _ b: Stop, _ style: String) {
        tube([Point(x: a.right, y: a.y), Point(x: b.left, y: b.y)], style)
        if a.box == b.box {
            cover(from: a.right, to: b.left, a.y, style)
        } else {
            cover(from: a.right, to: a.boxRight, a.y, style)
            cover(from: b.left, to: b.boxLeft, b.y, style)
        }
    }

    private mutating func tube(_ points: [Point], _ style: String) {
        behind += [.line(points, style: "\(style)tube"), .line(points, style: "\(style)line")]
    }

    /// The tube within a box, from a plate's edge, with a mark where it ends.
    private mutating func cover(from plate: Double, to edge: Double, _ y: Double, _ style: String) {
        let points = [Point(x: edge, y: y), Point(x: plate, y: y)]
        before += [.line(points, style: "\(style)tube"), .line(points, style: "\(style)line")]
        before.append(.disc(Point(x: plate, y: y), radius: 4.5, style: "\(style)end"))
    }

    private mutating func name(_ lane: Lanes.Lane, at middle: Point) {
        let width = (lane.words.map { TextWidth.mono($0, size: Lanes.wordSize) }.max() ?? 0) + 16
        let height = Double(lane.words.count) * Lanes.wordHeight + 8
        let plate = Rect(x: middle.x - width / 2, y: middle.y - height / 2, width: width, height: height)
        var shapes: [Shape] = [.box(plate, radius: 7, style: lane.style)]
        for (position, word) in lane.words.enumerated() {
            let at = Point(x: middle.x, y: plate.y + 15 + Lanes.wordHeight * Double(position))
            shapes.append(.label(Label(text: word, at: at, anchor: .middle, size: Lanes.wordSize, isMono: true, isBold: position == 0)))
        }
        let members = lane.members.map { "\($0)" }.joined(separator: ", ")
        before.append(.group("\(lane.words.joined(separator: " ")): \(members)", style: "tunnel", shapes))
    }
}

extension Layout {
    /// The room between boxes in which a tunnel's name stands.
    var laneGap: Double { max(40, lanes.gap) }
}
