/// Which hosts of a segment go to further rows, when one row would be wider than a page.
///
/// The segment is then drawn as a bar above each row, and a spine that joins the bars. Only hosts that hang on
/// nothing else are moved, so that no cable has to find its way round a row.
struct Folding: Sendable {
    /// In pixels.
    static let pageWidth = 2300.0

    /// The row of each box that is not in the first one.
    private(set) var rows: [Int: Int] = [:]
    /// How many rows each segment has.
    private(set) var counts: [Int: Int] = [:]

    init(_ topology: Topology, widths: [Double], gap: Double) {
        var cables: [Int: Int] = [:]
        for attachment in topology.attachments { cables[attachment.box, default: 0] += 1 }
        for wire in topology.wires {
            cables[wire.a, default: 0] += 1
            cables[wire.b, default: 0] += 1
        }
        for component in topology.components {
            for segment in component.segments {
                let boxes = topology.attachments.filter { $0.segment == segment }.map(\.box)
                let width = boxes.reduce(-gap) { $0 + widths[$1] + gap }
                guard width > Self.pageWidth, boxes.count > 2 else { continue }
                let rowCount = Int((width / Self.pageWidth).rounded(.up))
                let perRow = max(1, Int((Double(boxes.count) / Double(rowCount)).rounded(.up)))
                // What hangs on more than this segment stays in the first row and takes a place there.
                let fixed = boxes.count { cables[$0] != 1 }
                var place = fixed
                for box in boxes where cables[box] == 1 {
                    if place / perRow > 0 { rows[box] = place / perRow }
                    place += 1
                }
                counts[segment] = max(1, (place + perRow - 1) / perRow)
            }
        }
    }

    func rowCount(of segment: Int) -> Int { counts[segment] ?? 1 }
}
