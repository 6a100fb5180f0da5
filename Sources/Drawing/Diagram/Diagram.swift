import Planning
import Warren

/// What a picture of a stage shows, before any format: boxes in boxes, cables between links, tunnels above them.
///
/// A value of its own between the state and the formats, because what belongs together (a pod to its host, two
/// vxlan devices to one overlay) is found once, and can be tested without looking at a picture. Its text is
/// clean: no format has to fear a control character in it, only what means something to itself.
public struct Diagram: Sendable, Hashable {
    /// The lab's name.
    public let lab: String
    public let stage: Stage
    public let segments: [Segment]
    /// Hosts, with their pods inside, and bare namespaces, as the lab names them.
    public let nodes: [Node]
    /// Every veth pair with both ends in the picture.
    public let cables: [Cable]
    public let tunnels: [Tunnel]

    /// A stage's words.
    public struct Stage: Sendable, Hashable {
        public let number: Int
        public let title: String
        public let story: String

        init(_ stage: StagePlan) {
            number = stage.number
            title = CleanText.of(stage.title)
            story = CleanText.of(stage.story)
        }
    }

    /// An Ethernet segment, which is drawn as a bar that its nodes hang on.
    public struct Segment: Sendable, Hashable {
        public let name: String
        /// The gateway's addresses, in CIDR notation.
        public let addresses: [String]
        /// What its switch does beside: firewalls.
        public let notes: [Note]
    }

    /// A veth pair.
    public struct Cable: Sendable, Hashable {
        public let a: LinkReference
        public let b: LinkReference
    }

    /// - Parameter podLimit: how many pods of a host are shown one by one; the others are counted
    ///   (``Node/hiddenPods``). `nil`: all.
    public init(_ plan: Plan, _ stage: StagePlan, podLimit: Int? = Diagram.usualPodLimit) {
        var builder = DiagramBuilder(stage.state, podLimit: podLimit)
        builder.build()
        lab = CleanText.of(plan.name)
        self.stage = Stage(stage)
        segments = builder.segments
        nodes = builder.nodes
        cables = builder.cables
        tunnels = builder.tunnels
    }

    /// Six pods say how a host is built; the seventh is told too, because "+1 pod" takes as much room.
    public static let usualPodLimit = 6
}

extension Diagram {
    /// `Stage 3: IP tunnel`, or nothing for a lab without stages, whose only one has the lab's own name.
    var stageLine: String { stage.title == lab ? "" : "Stage \(stage.number): \(stage.title)" }

    /// The title in one line.
    var headline: String { stageLine.isEmpty ? lab : "\(lab) · \(stageLine)" }

    /// What is seen, in a sentence, for those who do not see it.
    var summary: String {
        let pods = nodes.reduce(0) { $0 + $1.pods.count + $1.hiddenPods }
        let counts = [
            (segments.count, "segment"), (nodes.count { $0.role == .host }, "host"), (pods, "pod"),
            (nodes.count { $0.role == .namespace }, "namespace"), (tunnels.count, "tunnel"),
        ]
        let words = counts.filter { $0.0 > 0 }.map { $0.0 == 1 ? "1 \($0.1)" : "\($0.0) \($0.1)s" }
        return words.joined(separator: ", ")
    }

    /// The host or namespace that holds a node: the node itself, or a pod's host.
    func holder(of name: String) -> Node? {
        nodes.first { $0.name == name || $0.pods.contains { $0.name == name } }
    }
}
