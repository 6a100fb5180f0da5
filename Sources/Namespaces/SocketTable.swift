import Addresses
import Glibc

/// The sockets of a namespace that wait for somebody, from /proc/thread-self/net.
///
/// /proc rather than sock_diag, which a kernel may have as modules that are not loaded: ss(8) itself falls back on it.
package enum SocketTable {
    package enum Proto: String, Sendable { case tcp, udp }

    package struct Socket: Sendable, Hashable {
        package var proto: Proto
        package var address: IPAddress
        package var port: Int
        /// Of the socket: what /proc/PID/fd/N of its holder points to.
        package var inode: UInt64
    }

    /// The sockets of the calling thread's namespace, by protocol and port.
    package static func read() -> [Socket] {
        read([.tcp, .udp], in: "/proc/thread-self/net")
            .sorted { ($0.proto.rawValue, $0.port, $0.address) < ($1.proto.rawValue, $1.port, $1.address) }
    }

    /// Those of the namespace whose directory of /proc it is, of both families.
    package static func read(_ protos: [Proto], in directory: String) -> [Socket] {
        func text(_ file: String) -> String? { ProcFile.read("\(directory)/\(file)").map { String(decoding: $0, as: UTF8.self) } }
        return ["", "6"].flatMap { family -> [Socket] in
            let counts = text("sockstat" + family) ?? ""
            return protos.flatMap { proto in
                // Without IPv6 there is no file.
                isNone(proto, family, in: counts) ? [] : text(proto.rawValue + family).map { sockets(proto, in: $0) } ?? []
            }
        }
    }

    /// Whether the namespace has no such socket at all, by the kernel's count. It is asked first, because to list TCP's sockets
    /// the kernel goes through all connections of the machine: some 10 ms, however many there are.
    ///
    /// - Parameter counts: `TCP: inuse 0 orphan 0 tw 0 alloc 5 mem 1`, in a line of its own; of IPv6 `TCP6: inuse 0`
    static func isNone(_ proto: Proto, _ family: String, in counts: String) -> Bool {
        let none = "\(proto.rawValue.uppercased())\(family): inuse 0"
        return counts.utf8.split(separator: UInt8(ascii: "\n")).contains { line in
            line.starts(with: none.utf8) && [nil, UInt8(ascii: " ")].contains(line.dropFirst(none.utf8.count).first)
        }
    }

    /// The lines have, among others, `local_address` as address and port in hexadecimal, `st`, and `inode`.
    static func sockets(_ proto: Proto, in table: String) -> [Socket] {
        table.split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(separator: " ")
            guard columns.count > 9, columns[3] == (proto == .tcp ? listening : unconnected) else { return nil }
            let local = columns[1].split(separator: ":")
            guard local.count == 2, let address = address(local[0]), let port = Int(local[1], radix: 16),
                let inode = UInt64(columns[9])
            else { return nil }
            return Socket(proto: proto, address: address, port: port, inode: inode)
        }
    }

    /// `TCP_LISTEN` and, for UDP, `TCP_CLOSE` of <net/tcp_states.h>.
    private static let listening = "0A", unconnected = "07"

    /// The kernel prints words of 32 bits in its own byte order.
    private static func address(_ text: Substring) -> IPAddress? {
        guard text.utf8.count == 8 || text.utf8.count == 32 else { return nil }
        var bytes: [UInt8] = []
        var rest = text
        while !rest.isEmpty {
            guard let word = UInt32(rest.prefix(8), radix: 16) else { return nil }
            withUnsafeBytes(of: word) { bytes += $0 }
            rest = rest.dropFirst(8)
        }
        return bytes.withUnsafeBytes { IPAddress(bytes: $0) }
    }
}
