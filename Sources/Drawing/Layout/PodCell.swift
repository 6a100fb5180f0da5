import Warren

/// A pod in its host: its card, and above it the host's ends of its cables.
struct PodCell: Sendable {
    static let cableLength = 16.0

    let pod: Diagram.Node
    /// The host's ends of the pod's cables, each with the bridge that it is a port of.
    let ends: [(chip: Chip, master: String?)]
    /// What the card says below the pod's name.
    private let lines: [String]
    /// What it says after that.
    private let notes: [Diagram.Note]

    init(_ pod: Diagram.Node, in host: Diagram.Node) {
        self.pod = pod
        ends = host.links.filter { $0.peer?.node == pod.name }.map { link in
            var chip = Chip(link, of: host, in: host)
            chip.name = link.label
            return (chip, link.master)
        }
        notes = pod.notes
        lines = pod.links.flatMap { link -> [String] in
            var name = link.label
            switch link.kind {
            case .cable:
                if let peer = link.peer, peer.node != host.name { name += " ⇄ \(peer)" }
            case .bridge, .bond: name += " " + (link.kind.portsWords ?? "")
            case .tunnel(let encapsulation): name += " " + encapsulation.kind
            case .other(let kind): name += " " + kind
            }
            if let master = link.master { name += " → \(master)" }
            guard let first = link.details.first else { return [name] }
            return ["\(name) \(first)"] + link.details.dropFirst()
        }
    }

    var width: Double {
        let text = (lines + notes.map(\.text)).map { TextWidth.mono($0, size: Chip.textSize) }.max() ?? 0
        let title = TextWidth.sans(pod.name, size: 13, isBold: true)
        let chips = ends.reduce(-8) { $0 + $1.chip.width + 8 }
        return max(max(text, title) + 24, chips, 96)
    }

    var chipHeight: Double { ends.map(\.chip.height).max() ?? 0 }
    var cardHeight: Double { 32 + Chip.lineHeight * Double(lines.count + notes.count) }

    /// Where the cable to a link of the host begins: the middle of the plate's upper edge.
    func ports(in cell: Rect) -> [(x: Double, master: String)] {
        chipFrames(in: cell).compactMap { end, frame in end.master.map { (frame.middle.x, $0) } }
    }

    private func chipFrames(in cell: Rect) -> [((chip: Chip, master: String?), Rect)] {
        let total = ends.reduce(-8) { $0 + $1.chip.width + 8 }
        var x = cell.x + (cell.width - total) / 2
        return ends.map { end in
            defer { x += end.chip.width + 8 }
            return (end, Rect(x: x, y: cell.y, width: end.chip.width, height: end.chip.height))
        }
    }

    /// - Parameter cell: as wide as all of its column; the plates stand at its top.
    func shapes(in cell: Rect, chipHeight: Double) -> [Shape] {
        let top = cell.y + chipHeight + Self.cableLength
        let card = Rect(x: cell.x, y: top, width: cell.width, height: cell.bottom - top)
        var shapes: [Shape] = []
        for (end, frame) in chipFrames(in: cell) {
            shapes.append(.line([Point(x: frame.middle.x, y: frame.bottom), Point(x: frame.middle.x, y: top)], style: "cable"))
            shapes += end.chip.shapes(at: frame.x, frame.y, in: .host)
        }
        shapes.append(.box(card, radius: 8, style: "pod"))
        for (_, frame) in chipFrames(in: cell) {
            shapes.append(.disc(Point(x: frame.middle.x, y: top), radius: 4, style: "plug"))
        }
        shapes.append(.label(Label(text: pod.name, at: Point(x: card.x + 12, y: top + 20), size: 13, isBold: true)))
        for (position, line) in lines.enumerated() {
            let y = top + 37 + Chip.lineHeight * Double(position)
            shapes.append(.label(Label(text: line, at: Point(x: card.x + 12, y: y), size: Chip.textSize, isMono: true)))
        }
        for (position, note) in notes.enumerated() {
            let y = top + 37 + Chip.lineHeight * Double(lines.count + position)
            shapes.append(.label(note.label(at: Point(x: card.x + 12, y: y))))
        }
        return [.group("pod \(pod.name): " + (lines + notes.map(\.text)).joined(separator: ", "), style: "node-pod", shapes)]
    }
}
