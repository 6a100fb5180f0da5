import Glibc
import Namespaces

/// The machine's processes, as far as they have to do with some namespaces and some sockets. Read once for a lab:
/// with many processes it is what takes longest.
struct ProcessTable {
    private var byNamespace: [UInt64: [ProcessInspection]] = [:]
    private var bySocket: [UInt64: [ProcessInspection]] = [:]

    /// - Parameters:
    ///   - namespaces: inodes of network namespaces
    ///   - sockets: inodes of sockets; their holders may be in other namespaces, since a socket belongs to that in
    ///     which it was opened
    init(namespaces: Set<UInt64>, sockets: Set<UInt64>) {
        for process in ProcFile.entries(of: "/proc").compactMap({ Int32($0) }).sorted() {
            let namespace = ProcFile.link("/proc/\(process)/ns/net").flatMap { Self.inode($0, "net") }
            let isInside = namespace.map(namespaces.contains) ?? false
            let held = sockets.isEmpty ? [] : Self.sockets(of: process).intersection(sockets)
            guard isInside || !held.isEmpty, let found = Self.describe(process) else { continue }
            if isInside, let namespace { byNamespace[namespace, default: []].append(found) }
            for socket in held { bySocket[socket, default: []].append(found) }
        }
    }

    /// Those whose network namespace it is.
    func processes(in namespace: UInt64) -> [ProcessInspection] { byNamespace[namespace] ?? [] }

    /// Those that have the socket open.
    func holders(of socket: UInt64) -> [ProcessInspection] { bySocket[socket] ?? [] }

    private static func sockets(of process: Int32) -> Set<UInt64> {
        Set(ProcFile.entries(of: "/proc/\(process)/fd").compactMap { name in
            ProcFile.link("/proc/\(process)/fd/\(name)").flatMap { inode($0, "socket") }
        })
    }

    /// `nil` if it has ended meanwhile.
    private static func describe(_ process: Int32) -> ProcessInspection? {
        guard let comm = ProcFile.read("/proc/\(process)/comm") else { return nil }
        let name = String(decoding: comm.filter { $0 != 0x0a }, as: UTF8.self)
        let words = (ProcFile.read("/proc/\(process)/cmdline") ?? []).split(separator: 0, omittingEmptySubsequences: false)
        let command = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
        let isEmpty = command.allSatisfy { $0 == " " }
        return ProcessInspection(process: process, name: name, command: isEmpty ? "[\(name)]" : String(command.dropLast(words.last?.isEmpty == true ? 1 : 0)))
    }

    /// The number in `socket:[12345]`.
    static func inode(_ target: String, _ kind: String) -> UInt64? {
        guard target.hasPrefix("\(kind):["), target.hasSuffix("]") else { return nil }
        return UInt64(target.dropFirst(kind.utf8.count + 2).dropLast())
    }
}
