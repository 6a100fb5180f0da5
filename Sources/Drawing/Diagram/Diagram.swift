import Planning
import Warren

/// What a picture of a stage shows, before any format: boxes in boxes, cables between links, tunnels above them.
///
/// A value of its own between the state and the formats, because what belongs together (a pod to its host, two
/// vxlan devices to one overlay) is found once, and can be tested without looking at a picture. Its text is
/// clean: no format has to fear a control character in it, only what means something to itself.
package struct Diagram: Sendable, Hashable {
    /// The lab's name.
    package let lab: String
    package let stage: Stage
    package let segments: [Segment]
    /// Hosts, with their pods inside, and bare namespaces, as the lab names them.
    package let nodes: [Node]
    /// Every veth pair with both ends in the picture.
    package let cables: [Cable]
    package let tunnels: [Tunnel]

    /// A stage's words.
    package struct Stage: Sendable, Hashable {
        package let number: Int
        package let title: String
        package let story: String

        init(_ stage: StagePlan) {
            number = stage.number
            title = CleanText.of(stage.title)
            story = CleanText.of(stage.story)
        }
    }

    /// An Ethernet segment, which is drawn as a bar that its nodes hang on.
    package struct Segment: Sendable, Hashable {
        package let name: String
        /// The gateway's addresses, in CIDR notation.
        package let addresses: [String]
        /// What its switch does beside: firewalls.
        package let notes: [Note]
    }

    /// A veth pair.
    package struct Cable: Sendable, Hashable {
        package let a: LinkReference
        package let b: LinkReference
    }

    /// - Parameter podLimit: how many pods of a host are shown one by one; the others are counted
    ///   (``Node/hiddenPods``). `nil`: all.
    package init(_ plan: Plan, _ stage: StagePlan, podLimit: Int? = Diagram.usualPodLimit) {
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
    package static let usualPodLimit = 6
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
