import ArgumentParser
import Runtime

/// Whether this process can make network namespaces, asked before anything else is done.
enum Privileges {
    static func require() throws {
        guard let obstacle = Machine.obstacle() else { return }
        complain("warren: \(obstacle)")
        throw ExitCode(ExitStatus.machineCannot.rawValue)
    }
}
