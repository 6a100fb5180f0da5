import ArgumentParser
import Runtime

/// Whether this process can make network namespaces, asked before anything else is done.
enum Privileges {
    /// - Parameter probing: whether packets are to be sent and captured, too.
    /// - Parameter lab: complains of what else is wrong, which is to be told first
    static func require(probing: Bool = false, otherwise lab: () throws -> Void = {}) throws {
        guard let obstacle = Machine.obstacle(probing: probing) else { return }
        try lab()
        complain("warren: \(obstacle)")
        throw ExitCode(ExitStatus.machineCannot.rawValue)
    }
}
