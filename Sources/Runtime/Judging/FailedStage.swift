import Capturing
import Findings
import Glibc
import Namespaces
import Planning

/// A stage in which an expectation failed, while its network still stands.
package struct FailedStage {
    let plan: Plan
    package let stage: StagePlan
    package let report: StageReport
    let network: Network
    let capture: Capture
    /// Of every link, if the run was asked to keep them.
    let packets: [CapturedPacket]

    /// Writes down what whoever was not there wants to see: the packets, and for each node what its kernel holds.
    ///
    ///     DIRECTORY/packets.pcapng
    ///     DIRECTORY/NODE/routes.txt …
    ///
    /// - Parameter directory: must not be there yet
    package func write(to directory: String) throws {
        try Self.make(directory)
        try CaptureStore.write(packets, of: capture, to: directory + "/packets.pcapng")
        for node in stage.state.nodes {
            guard let runtime = network.nodes[node.name] else { continue }
            try Self.make("\(directory)/\(node.name)")
            for file in try NodeDump(node: node, runtime: runtime).files() {
                try WholeFile.write(Array(file.text.utf8), to: "\(directory)/\(node.name)/\(file.name)")
            }
        }
    }

    private static func make(_ directory: String) throws(SystemError) {
        guard mkdir(directory, 0o755) == 0 else { throw SystemError("mkdir", directory) }
    }

    /// Gives the nodes their names in /run/netns, as a lab that is up has them, until ``PublishedStage/withdraw()``.
    ///
    /// Fails if a lab of the name runs.
    package func publish(state: StateDirectory = StateDirectory()) throws -> PublishedStage {
        let claim = try state.claim(plan.name)
        var nodes: [String: Int32] = [:]
        for node in network.nodeNames { nodes[node] = network.descriptor(of: node) }
        let record = LabRecord(
            name: plan.name, file: plan.source.file, stage: stage.number, stageTitle: stage.title, process: getpid(),
            since: Int(time(nil)), nodes: nodes, relayedLinks: network.relayedLinks.map(\.description))
        do {
            try state.publish(record)
        } catch {
            state.forget(plan.name)
            throw error
        }
        return PublishedStage(name: plan.name, nodes: stage.state.nodes.map(\.name), state: state, claim: claim)
    }
}

/// The names of a stage that this process holds.
package struct PublishedStage: Sendable {
    package let name: String
    /// The nodes, in the order in which they were made.
    package let nodes: [String]
    let state: StateDirectory
    let claim: StateDirectory.Claim

    /// Takes the names away again.
    package func withdraw() {
        state.forget(name)
    }
}
