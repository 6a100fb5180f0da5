import Glibc
import Planning
import Warren

extension SocketTable {
    /// Whether anybody in the process's namespace listens on the port, or by UDP has bound it.
    static func isBound(_ wanted: PlannedProcess.Readiness, ofProcess process: pid_t) -> Bool {
        ["", "6"].contains { family in
            guard let table = ProcFile.read("/proc/\(process)/net/\(wanted.transport.rawValue)\(family)") else { return false }
            return sockets(wanted.transport == .tcp ? .tcp : .udp, in: String(decoding: table, as: UTF8.self))
                .contains { $0.port == Int(wanted.port) }
        }
    }
}
