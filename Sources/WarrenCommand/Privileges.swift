import ArgumentParser
import Runtime

/// Whether this process can make network namespaces, asked before anything else is done.
enum Privileges {
    /// - Parameter probing: whether packets are to be sent and captured, too.
    static func require(probing: Bool = false) throws {
        guard let obstacle = Machine.obstacle(probing: probing) else { return }
        complain("warren: \(obstacle)")
        throw ExitCode(ExitStatus.machineCannot.rawValue)
    }
}
