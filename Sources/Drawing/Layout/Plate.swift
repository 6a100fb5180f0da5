import Warren

/// A tunnel device in its box, at the height of its lanes.
struct Plate: Sendable {
    let device: LinkReference
    let lanes: ClosedRange<Int>
    private let style: String
    private let name: String
    private let addresses: [String]
    private let caption: String

    init?(_ link: Diagram.Link, of node: Diagram.Node, in box: Diagram.Node, _ lanes: Lanes) {
        device = LinkReference(node: node.name, link: link.name)
        guard let range = lanes.ranges[device], let encapsulation = link.encapsulation else { return nil }
        self.lanes = range
        style = StyleSheet.tunnel(encapsulation.kind)
        name = (node.name == box.name ? "" : "\(node.name):") + link.label + (link.master.map { " → \($0)" } ?? "")
        addresses = link.details
        caption = lanes.caption(of: device)
    }

    /// Addresses beyond the second would not fit a lane, and are counted.
    private var addressText: String {
        addresses.count > 2 ? addresses[0] + " +\(addresses.count - 1)" : addresses.joined(separator: " ")
    }

    var width: Double {
        let first = TextWidth.mono(name + (addresses.isEmpty ? "" : " ") + addressText, size: Chip.textSize)
        return max(first, TextWidth.sans(caption, size: 10.5)) + 20
    }

    func shapes(in frame: Rect) -> [Shape] {
        let y = frame.middle.y
        let after = frame.x + 10 + TextWidth.mono(name + " ", size: Chip.textSize)
        return [
            .group(
                "tunnel \(device) \(addresses.joined(separator: " ")): \(caption)", style: "node-tunnel",
                [
                    .box(frame, radius: 6, style: style),
                    .label(Label(text: name, at: Point(x: frame.x + 10, y: y - 3), size: Chip.textSize, isMono: true, isBold: true)),
                    .label(Label(text: addressText, at: Point(x: after, y: y - 3), size: Chip.textSize, isMono: true)),
                    .label(Label(text: caption, at: Point(x: frame.x + 10, y: y + 12), size: 10.5, style: "quiet")),
                ])
        ]
    }
}
