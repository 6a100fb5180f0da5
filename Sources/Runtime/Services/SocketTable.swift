import Glibc
import Planning
import Warren

/// The sockets of a process's network namespace, as /proc shows them.
enum SocketTable {
    /// Whether anybody in the namespace listens on the port.
    static func isBound(_ wanted: PlannedProcess.Readiness, ofProcess process: pid_t) -> Bool {
        ["", "6"].contains { family in
            guard let table = read("/proc/\(process)/net/\(wanted.transport.rawValue)\(family)") else { return false }
            return isBound(wanted, in: table)
        }
    }

    /// `sl local_address rem_address st …`, numbers in hexadecimal: 0A is LISTEN, and 07 a UDP socket that is bound.
    static func isBound(_ wanted: PlannedProcess.Readiness, in table: String) -> Bool {
        table.split(separator: "\n").dropFirst().contains { line in
            let columns = line.split(separator: " ", maxSplits: 4)
            guard columns.count > 3, let port = columns[1].split(separator: ":").last.flatMap({ UInt16($0, radix: 16) }) else { return false }
            return port == wanted.port && columns[3] == (wanted.transport == .tcp ? "0A" : "07")
        }
    }

    private static func read(_ path: String) -> String? {
        guard let descriptor = try? Descriptor(open(path, O_RDONLY | O_CLOEXEC), from: "open") else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor.number, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }
}
