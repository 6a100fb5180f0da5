import Warren

/// What hangs on what, as numbers: the question that Graphviz is asked.
///
/// Segments are at the top, what stands on them below, and what is joined to these by cables further below. Every
/// cable then leads down one level or to a neighbour, and its ends can be drawn at the edges where it arrives.
struct Topology: Sendable {
    /// A box on a segment.
    struct Attachment: Sendable { var segment: Int, box: Int, link: LinkReference, port: LinkReference }
    /// A cable between boxes; `a` is above `b`, or beside it.
    struct Wire: Sendable { var a: Int, b: Int, upper: LinkReference, lower: LinkReference }
    /// What is joined somehow.
    struct Component: Sendable { var segments: [Int] = [], boxes: [Int] = [] }

    private(set) var attachments: [Attachment] = []
    private(set) var wires: [Wire] = []
    /// Cables from segment to segment.
    private(set) var trunks: [(Int, Int)] = []
    private(set) var components: [Component] = []
    /// How far below a segment each box is, from 1; without a segment, below the first box of its component, from 0.
    private(set) var levels: [Int]

    init(_ diagram: Diagram) {
        let segments = Dictionary(uniqueKeysWithValues: diagram.segments.enumerated().map { ($1.name, $0) })
        var boxes: [String: Int] = [:]
        for (number, node) in diagram.nodes.enumerated() {
            for name in [node.name] + node.pods.map(\.name) { boxes[name] = number }
        }
        levels = Array(repeating: -1, count: diagram.nodes.count)
        for cable in diagram.cables {
            switch (segments[cable.a.node], segments[cable.b.node]) {
            case (let a?, let b?): trunks.append((a, b))
            case (let segment?, nil): if let box = boxes[cable.b.node] { attachments.append(.init(segment: segment, box: box, link: cable.b, port: cable.a)) }
            case (nil, let segment?): if let box = boxes[cable.a.node] { attachments.append(.init(segment: segment, box: box, link: cable.a, port: cable.b)) }
            case (nil, nil):
                guard let a = boxes[cable.a.node], let b = boxes[cable.b.node], a != b else { continue }
                wires.append(Wire(a: a, b: b, upper: cable.a, lower: cable.b))
            }
        }
        level(segments: diagram.segments.count)
        for number in wires.indices {
            let wire = wires[number]
            if levels[wire.b] < levels[wire.a] { wires[number] = Wire(a: wire.b, b: wire.a, upper: wire.lower, lower: wire.upper) }
        }
    }

    func isFlat(_ wire: Wire) -> Bool { levels[wire.a] == levels[wire.b] }

    /// Breadth first, from all segments of a component at once, or else from its first box.
    private mutating func level(segments: Int) {
        var seen = Array(repeating: false, count: segments)
        for segment in 0..<segments where !seen[segment] {
            var component = Component()
            collect(segment, &seen, &component)
            for box in component.boxes { levels[box] = -1 }
            var front = attachments.filter { component.segments.contains($0.segment) }.map(\.box)
            for box in front { levels[box] = 1 }
            spread(from: &front)
            components.append(component)
        }
        for box in levels.indices where levels[box] < 0 {
            levels[box] = 0
            var front = [box]
            let found = spread(from: &front)
            components.append(Component(boxes: ([box] + found).sorted()))
        }
    }

    /// Everything that a segment's cables lead to.
    private mutating func collect(_ first: Int, _ seen: inout [Bool], _ component: inout Component) {
        seen[first] = true
        var queue = [first]
        while let segment = queue.popLast() {
            component.segments.append(segment)
            var front = attachments.filter { $0.segment == segment && levels[$0.box] < 0 }.map(\.box)
            front = front.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
            for box in front { levels[box] = 1 }
            component.boxes += front
            component.boxes += spread(from: &front)
            let boxes = Set(component.boxes)
            let next = attachments.filter { boxes.contains($0.box) }.map(\.segment)
                + trunks.filter { $0.0 == segment || $0.1 == segment }.flatMap { [$0.0, $0.1] }
            for other in next where !seen[other] {
                seen[other] = true
                queue.append(other)
            }
        }
        component.boxes.sort()
        component.segments.sort()
    }

    /// Gives levels to what is joined to boxes that have one, and says what that was.
    @discardableResult
    private mutating func spread(from front: inout [Int]) -> [Int] {
        var found: [Int] = []
        var next = 0
        while next < front.count {
            let box = front[next]
            next += 1
            for wire in wires where wire.a == box || wire.b == box {
                let other = wire.a == box ? wire.b : wire.a
                guard levels[other] < 0 else { continue }
                levels[other] = levels[box] + 1
                front.append(other)
                found.append(other)
            }
        }
        return found
    }
}
