import Glibc
import Namespaces
import Planning
import Warren

extension SocketTable {
    /// Whether anybody in the process's namespace listens on the port, or by UDP has bound it.
    static func isBound(_ wanted: PlannedProcess.Readiness, ofProcess process: pid_t) -> Bool {
        read([wanted.transport == .tcp ? .tcp : .udp], in: "/proc/\(process)/net").contains { $0.port == Int(wanted.port) }
    }
}
