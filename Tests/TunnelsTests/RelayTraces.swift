import Glibc
import Netlink

@testable import Tunnels

/// What the relays of a namespace hold open. What other tests of this process open meanwhile does not count.
struct RelayTraces {
    /// Nobody but relays opens TUN devices in this process.
    let devices: Int
    /// Raw and netlink sockets of the namespace.
    let sockets: Int
    /// See ``bells()``.
    let bells: Int

    init(of node: TunnelNode) throws {
        devices = Self.targets().count { $0 == "/dev/net/tun" }
        sockets = try node.namespace.run {
            let raw = contents(of: "/proc/thread-self/net/raw").split(separator: "\n").count - 1
            // Those with the number 0 are the kernel's own, which come with a module.
            let netlink = contents(of: "/proc/thread-self/net/netlink").split(separator: "\n").dropFirst()
            return raw + netlink.count { $0.split(separator: " ")[2] != "0" }
        }
        bells = Self.bells()
    }

    /// Whether no device or socket has been left since. The kernel may have shown then what was already closed: fewer are no leak.
    func isNoMore(than before: RelayTraces) -> Bool { devices <= before.devices && sockets <= before.sockets }

    /// How many bells this process has, the other tests' among them.
    static func bells() -> Int { targets().count { $0 == "anon_inode:[eventfd]" } }

    /// What the descriptors of this process refer to.
    private static func targets() -> [String] {
        entries(of: "/proc/self/fd").compactMap { name in
            var buffer = [CChar](repeating: 0, count: 256)
            let count = readlink("/proc/self/fd/" + name, &buffer, buffer.count)
            return count > 0 ? String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
        }
    }
}

/// The relays' threads in this process.
func relayThreads() -> [(id: Int32, ticks: Int)] {
    entries(of: "/proc/self/task").compactMap { name in
        let stat = contents(of: "/proc/self/task/\(name)/stat")
        guard stat.contains("(warren-ipip)"), let id = Int32(name) else { return nil }
        let fields = stat.split(separator: " ")
        return (id, (Int(fields[13]) ?? 0) + (Int(fields[14]) ?? 0))
    }
}

private func entries(of directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
        names.append(withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } })
    }
    return names.filter { !$0.hasPrefix(".") }
}

/// Empty if it cannot be read: a thread may have ended.
private func contents(of path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let count = read(descriptor, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : ""
}
