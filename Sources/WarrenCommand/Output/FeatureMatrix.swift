import Runtime

/// What several kernels can do, side by side.
struct FeatureMatrix {
    /// One kernel's column.
    struct Column {
        /// Such as `here`.
        var title: String
        /// Such as `Linux 6.1.0-50-cloud-amd64, in a virtual machine by KVM`.
        var meaning: String
        var features: KernelFeatures
    }

    var columns: [Column]

    func lines(_ terminal: Terminal) -> [String] {
        let titleWidth = columns.map(\.title.count).max() ?? 0
        var lines = columns.map { "  " + Self.padded($0.title, titleWidth) + "   " + $0.meaning }
        // They are the same ones on every kernel that could be asked.
        let all = columns.lazy.map(\.features.features).first { !$0.isEmpty } ?? []
        // A heading stands two characters before the names.
        let nameWidth = (all.map(\.name.count) + KernelFeatures.Group.allCases.map { Self.title($0).count - 2 }).max() ?? 0
        for group in KernelFeatures.Group.allCases {
            lines.append("")
            lines.append("  " + Self.padded(Self.title(group), nameWidth + 2) + columns.map { "   " + $0.title }.joined())
            for feature in all where feature.group == group {
                var line = "    " + Self.padded(feature.name, nameWidth)
                for column in columns {
                    let (mark, style) = Self.mark(column.features.features.first { $0.group == group && $0.name == feature.name }.flatMap(\.isThere))
                    line += "   " + terminal.styled(mark, style) + String(repeating: " ", count: column.title.count - 1)
                }
                while line.last == " " { line.removeLast() }
                lines.append(line)
            }
        }
        return lines
    }

    private static func mark(_ isThere: Bool?) -> (String, Terminal.Style) {
        switch isThere {
        case true?: ("✓", .held)
        case false?: ("✗", .failed)
        case nil: ("?", .skipped)
        }
    }

    private static func title(_ group: KernelFeatures.Group) -> String {
        switch group {
        case .links: "links"
        case .queues: "queues"
        case .netfilter: "nftables"
        case .parts: "parts of the kernel"
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
}
