/// What each style of a ``Shape`` looks like.
///
/// The hues are Okabe and Ito's, which stay apart for every kind of colour vision; in greyscale, fills are light,
/// outlines dark, and what must not be confused differs in shape or dashes too. The picture has a ground of its own,
/// light or dark as the reader's system is, so that it can stand on any page.
enum StyleSheet {
    /// A style's fill and stroke, on light ground and on dark.
    private struct Look {
        var name: String
        var fill: (String, String)?
        var stroke: (String, String)?
        var rest = ""
    }

    private static let looks = [
        Look(name: "paper", fill: ("#ffffff", "#10161d"), stroke: ("#e3e8ee", "#2a3440"), rest: "stroke-width:1"),
        Look(name: "ink", fill: ("#1b2733", "#e8eef4")),
        Look(name: "quiet", fill: ("#56646f", "#a5b3c0")),
        Look(name: "note-firewall", fill: ("#b3261e", "#ff8a80")),
        Look(name: "note-server", fill: ("#00698f", "#7cc7ee")),
        Look(name: "note-program", fill: ("#5b4a9c", "#b8a9f5")),
        Look(name: "onbar", fill: ("#ffffff", "#10161d")),
        Look(name: "bar", fill: ("#334155", "#a8b5c4")),
        Look(name: "cable", fill: ("none", "none"), stroke: ("#334155", "#a8b5c4"), rest: "stroke-width:2"),
        Look(name: "spine", fill: ("none", "none"), stroke: ("#334155", "#a8b5c4"), rest: "stroke-width:10;stroke-linecap:round"),
        Look(name: "plug", fill: ("#334155", "#a8b5c4"), stroke: ("#ffffff", "#10161d"), rest: "stroke-width:1.5"),
        Look(name: "host", fill: ("#eaf3fa", "#12283b"), stroke: ("#0072b2", "#56b4e9"), rest: "stroke-width:1.75"),
        Look(name: "namespace", fill: ("#f3f4f6", "#232b35"), stroke: ("#67727e", "#9aa7b4"), rest: "stroke-width:1.75"),
        Look(name: "pod", fill: ("#fff6e0", "#37290c"), stroke: ("#a86b00", "#e69f00"), rest: "stroke-width:1.5"),
        Look(name: "more", fill: ("none", "none"), stroke: ("#a86b00", "#e69f00"), rest: "stroke-width:1.5;stroke-dasharray:3 3"),
        Look(name: "chip", fill: ("#ffffff", "#0d1319"), stroke: ("#0072b2", "#56b4e9"), rest: "stroke-width:1.25"),
        Look(name: "nschip", fill: ("#ffffff", "#0d1319"), stroke: ("#67727e", "#9aa7b4"), rest: "stroke-width:1.25"),
        Look(name: "podchip", fill: ("#ffffff", "#0d1319"), stroke: ("#a86b00", "#e69f00"), rest: "stroke-width:1.25"),
        Look(name: "bridge", fill: ("#cdebdf", "#0c3a2d"), stroke: ("#00795a", "#2fc498"), rest: "stroke-width:1.5"),
        Look(name: "port", fill: ("none", "none"), stroke: ("#00795a", "#2fc498"), rest: "stroke-width:2"),
        Look(name: "portend", fill: ("#00795a", "#2fc498")),
        Look(name: "vxlan", fill: ("#fbeaf4", "#3a1530"), stroke: ("#9b2f75", "#e58fc3"), rest: "stroke-width:1.5;stroke-dasharray:7 3"),
        Look(name: "vxlantube", fill: ("none", "none"), stroke: ("#f0cde2", "#4d2040"), rest: "stroke-width:13;stroke-linejoin:round"),
        Look(name: "vxlanline", fill: ("none", "none"), stroke: ("#9b2f75", "#e58fc3"), rest: "stroke-width:2.25;stroke-dasharray:9 5"),
        Look(name: "vxlanend", fill: ("#9b2f75", "#e58fc3")),
        Look(name: "ipip", fill: ("#fdece0", "#41200a"), stroke: ("#b84a00", "#ff9b57"), rest: "stroke-width:1.5;stroke-dasharray:2 2"),
        Look(name: "ipiptube", fill: ("none", "none"), stroke: ("#f7d3ba", "#552c10"), rest: "stroke-width:13;stroke-linejoin:round"),
        Look(name: "ipipline", fill: ("none", "none"), stroke: ("#b84a00", "#ff9b57"), rest: "stroke-width:2.25;stroke-dasharray:3 4"),
        Look(name: "ipipend", fill: ("#b84a00", "#ff9b57")),
    ]

    /// The kinds of tunnel that have colours of their own; a new kind is drawn like vxlan until it has.
    static func tunnel(_ kind: String) -> String { kind == "ipip" ? "ipip" : "vxlan" }

    static var css: [String] {
        let fonts = [
            ".sans{font-family:system-ui,\"Segoe UI\",\"Helvetica Neue\",Arial,\"DejaVu Sans\",sans-serif}",
            ".mono{font-family:ui-monospace,\"SF Mono\",Menlo,Consolas,\"DejaVu Sans Mono\",monospace}",
            ".bold{font-weight:600}",
        ]
        let light = looks.map { rule($0, \.0) }
        // Colours alone: what is the same on both grounds is said once.
        let dark = looks.map { look in
            var look = look
            look.rest = ""
            return rule(look, \.1)
        }
        return fonts + light + ["@media (prefers-color-scheme:dark){"] + dark.map { " " + $0 } + ["}"]
    }

    private static func rule(_ look: Look, _ ground: KeyPath<(String, String), String>) -> String {
        var parts: [String] = []
        if let fill = look.fill { parts.append("fill:" + fill[keyPath: ground]) }
        if let stroke = look.stroke { parts.append("stroke:" + stroke[keyPath: ground]) }
        if !look.rest.isEmpty { parts.append(look.rest) }
        return ".\(look.name){" + parts.joined(separator: ";") + "}"
    }
}
