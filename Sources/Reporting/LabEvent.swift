import Findings
import Warren

/// What is told of one lab while it is tested. A lab that is tested in a process of its own sends these, a line of
/// JSON each.
package enum LabEvent: Sendable, Hashable, Codable {
    /// The file has been read. Nodes are those of the stage that has most.
    case planned(name: String, nodes: Int, stages: Int)
    case built(StageReport)
    case found(Finding)
    /// A line for the reader: what the compiler noted, why the lab cannot be run, what was kept.
    case message(String)
    /// The directory in which what failed was written down.
    case artifacts(String)
    /// What is known only at the end.
    case finished(relayedLinks: [LinkReference], lostPackets: [Int: [LinkReference: Int]])
    /// The last.
    case ended(LabResult.Outcome)
}
