import Warren

/// What became of a lab.
public struct LabReport: Sendable, Hashable, Codable {
    public var name: String
    /// How many network namespaces it had.
    public var nodes: Int
    public var stages: [StageReport]
    /// Tunnels that a relay in user space stood in for, because the kernel has no driver.
    public var relayedLinks: [LinkReference]
    /// From the first namespace to the last finding.
    public var duration: Duration

    package init(
        name: String, nodes: Int = 0, stages: [StageReport] = [], relayedLinks: [LinkReference] = [],
        duration: Duration = .zero
    ) {
        self.name = name
        self.nodes = nodes
        self.stages = stages
        self.relayedLinks = relayedLinks
        self.duration = duration
    }

    public var findings: [Finding] { stages.flatMap(\.findings) }
    public var held: Int { findings.count { $0.verdict == .held } }
    public var failed: Int { findings.count { $0.verdict == .failed } }
    public var skipped: Int { findings.count - held - failed }

    /// Packets that a capture could not hold, by the stage's number and the link; only where any were lost.
    public var lostPackets: [Int: [LinkReference: Int]] {
        stages.reduce(into: [:]) { lost, stage in
            if !stage.drops.isEmpty { lost[stage.number] = stage.drops }
        }
    }
}
