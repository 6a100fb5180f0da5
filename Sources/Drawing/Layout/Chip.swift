import Planning
import Warren

/// A link as it is drawn: a small plate with its name and addresses, on the edge of what it belongs to.
struct Chip: Sendable, Hashable {
    static let textSize = 11.5
    static let lineHeight = 15.0

    var link: LinkReference
    /// Bold: what the link is called, with its pod's name if it is not the box's own.
    var name: String
    /// After the name, and on further lines.
    var addresses: [String]
    /// Whether the link is a pod's, which the plate's outline says.
    var isPods = false

    init(_ link: Diagram.Link, of node: Diagram.Node, in box: Diagram.Node) {
        self.link = LinkReference(node: node.name, link: link.name)
        isPods = node.role == .pod
        name = (node.name == box.name ? "" : "\(node.name):") + link.label + (link.master.map { " → \($0)" } ?? "")
        addresses = link.details
    }

    init(_ name: String, link: LinkReference) {
        self.name = name
        self.link = link
        addresses = []
    }

    var width: Double {
        let first = TextWidth.mono(name + (addresses.first.map { " \($0)" } ?? ""), size: Self.textSize)
        return (([first] + addresses.dropFirst().map { TextWidth.mono($0, size: Self.textSize) }).max() ?? 0) + 18
    }

    var height: Double { 8 + Self.lineHeight * Double(max(1, addresses.count)) }

    /// - Parameter role: of the node on whose edge the plate stands.
    func shapes(at x: Double, _ y: Double, in role: NodeState.Role) -> [Shape] {
        let style = isPods ? "podchip" : role == .namespace ? "nschip" : "chip"
        var shapes: [Shape] = [
            .box(Rect(x: x, y: y, width: width, height: height), radius: 5, style: style),
            .label(Label(text: name, at: Point(x: x + 9, y: y + 15), size: Self.textSize, isMono: true, isBold: true)),
        ]
        let after = x + 9 + TextWidth.mono(name + " ", size: Self.textSize)
        for (position, address) in addresses.enumerated() {
            let at = Point(x: position == 0 ? after : x + 9, y: y + 15 + Self.lineHeight * Double(position))
            shapes.append(.label(Label(text: address, at: at, size: Self.textSize, isMono: true)))
        }
        return shapes
    }
}
