import CLinux
import Glibc
import Namespaces
import Planning
import Warren

/// The process that holds a lab after `warren up`: it builds it, tells that it stands, and waits for a signal.
///
/// Everything of the lab is held by this process's descriptors. However it ends, the kernel removes the
/// network; when it ends in good order, the names go too.
package struct Keeper {
    private let name: String
    private let state: StateDirectory
    /// How many descriptors the lab will take, about.
    private let descriptors: Int
    private let build: (StateDirectory) throws -> any KeptLab

    /// Keeps what `build` makes once the name is this process's.
    ///
    /// - Parameters:
    ///   - descriptors: how many the lab will take, about
    ///   - build: is given where the lab is written down
    package init(
        name: String, state: StateDirectory = StateDirectory(), descriptors: Int = 0,
        build: @escaping (StateDirectory) throws -> any KeptLab
    ) {
        self.name = name
        self.descriptors = descriptors
        self.state = state
        self.build = build
    }

    /// Keeps a network of this process's own.
    ///
    /// - Parameter read: reads what the lab is to become
    package init(
        _ lab: ReadLab, stage: StagePlan, name: String, state: StateDirectory = StateDirectory(), reading read: @escaping ReadLab.Reader
    ) {
        // A namespace and a socket for each node, and what else a process has.
        self.init(name: name, state: state, descriptors: 2 * stage.state.nodes.count + 64) {
            try RunningLab(lab, stage: stage, name: name, in: $0, reading: read)
        }
    }

    /// Builds the lab, calls `ready`, answers requests, and returns when SIGTERM, SIGINT or SIGHUP asks it to end, or the
    /// lab has ended by itself.
    package func run(ready: (LabRecord, Duration) throws -> Void) throws {
        DescriptorLimit.raise()
        DescriptorLimit.makeRoom(for: descriptors)
        let signals = try TerminationSignals()
        state.sweep()
        let claim = try state.claim(name)
        var lab: (any KeptLab)?
        defer {
            letGo(&lab)
            _ = claim
        }
        lab = try build(state)
        try lab.map { try hold($0, until: signals, ready) }
    }

    private func hold(_ lab: any KeptLab, until signals: TerminationSignals, _ ready: (LabRecord, Duration) throws -> Void) throws {
        let door = try Door(lab, listeningAt: state.controlPath(of: name))
        defer { door.close() }
        try state.publish(lab.record)
        try ready(lab.record, lab.buildTime)
        while true {
            if door.isIdle {
                lab.rest()
                // A comparison of a large lab takes as much memory as the lab; a lab that only stands has no use for it.
                malloc_trim(0)
            }
            let ends = [signals.number] + lab.descriptors
            let ready = try Poll.ready(ends + door.descriptors, hangingUp: door.caller, until: nil)
            if ready.contains(0) || ready.contains(where: { (1..<ends.count).contains($0) }) && lab.isOver() { return }
            door.attend(isCalled: ready.contains(ends.count))
        }
    }

    /// Removes what is written down of the lab, and then lets go of it: with the first namespace that is let go of the kernel
    /// begins to clean up, and takes a processor for it.
    private func letGo(_ lab: inout (any KeptLab)?) {
        withExtendedLifetime(lab) { state.forget(name) }
        lab = nil
    }
}
