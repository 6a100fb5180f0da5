import Warren

/// The heights at which tunnels run from box to box: every tunnel has a lane of its own, so that no two are mistaken
/// for one.
///
/// Where every device of a tunnel reaches every other, one lane that passes them all says so. Where not, each pair
/// has its lane, and a device's plate is as high as its pairs take.
struct Lanes: Sendable {
    struct Lane: Sendable {
        var members: [LinkReference]
        var style: String
        /// What stands on the tunnel, line by line.
        var words: [String]
    }

    /// More pairs than this, and they share a lane that says how many they are.
    private static let pairLimit = 4
    static let wordSize = 11.0
    static let wordHeight = 14.0

    private(set) var lanes: [Lane] = []
    /// Which lanes a device's plate takes.
    private(set) var ranges: [LinkReference: ClosedRange<Int>] = [:]
    private var encapsulations: [LinkReference: Diagram.Encapsulation] = [:]

    init(_ tunnels: [Diagram.Tunnel]) {
        for tunnel in tunnels {
            let first = lanes.count
            let style = StyleSheet.tunnel(tunnel.encapsulation.kind), words = tunnel.encapsulation.words
            if tunnel.isMesh || tunnel.pairs.count > Self.pairLimit {
                var words = words
                if !tunnel.isMesh {
                    let count = tunnel.members.count
                    words.append("\(tunnel.pairs.count) of \(count * (count - 1) / 2) pairs")
                }
                if let lonely = tunnel.pairs.first(where: { !$0.isMutual }) {
                    words.append(tunnel.pairs.count == 1 ? "only to \(lonely.b.node)" : "partly one way")
                }
                lanes.append(Lane(members: tunnel.members, style: style, words: words))
            } else {
                for pair in tunnel.pairs {
                    lanes.append(
                        Lane(members: [pair.a, pair.b], style: style, words: words + (pair.isMutual ? [] : ["only to \(pair.b.node)"])))
                }
            }
            for member in tunnel.members {
                let own = (first..<lanes.count).filter { lanes[$0].members.contains(member) }
                guard let low = own.first, let high = own.last else { continue }
                ranges[member] = low...high
                encapsulations[member] = tunnel.encapsulation
            }
        }
    }

    /// How high a lane is: its words must fit between two others.
    var height: Double { max(50, Double(lanes.map(\.words.count).max() ?? 0) * Self.wordHeight + 16) }

    /// How much room between boxes the widest words need.
    var gap: Double {
        let words = lanes.flatMap(\.words).map { TextWidth.mono($0, size: Self.wordSize) }.max() ?? 0
        return lanes.isEmpty ? 0 : words + 52
    }

    /// What a device's plate says below its name.
    func caption(of device: LinkReference) -> String {
        (encapsulations[device]?.words ?? []).joined(separator: " · ")
    }
}
