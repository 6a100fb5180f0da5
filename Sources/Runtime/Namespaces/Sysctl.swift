import Glibc
import Planning

/// Settings below /proc/sys/net, which show those of the namespace that the calling thread is in.
enum Sysctl {
    /// A setting and its value.
    struct Write: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// A setting that the kernel refused, or does not have.
    struct Refusal: Error {
        var name: String
        var errno: Int32
    }

    /// Writes each and returns what they were before.
    ///
    /// A kernel without IPv6 has nothing to disable, so that is no refusal.
    static func apply(_ writes: [Write]) throws(Refusal) -> [Write] {
        var former: [Write] = []
        for write in writes {
            if write.name == "net.ipv6.conf.default.disable_ipv6", access(path(write.name), F_OK) != 0 { continue }
            former.append(Write(name: write.name, value: try read(write.name)))
            try set(write)
        }
        return former
    }

    /// The value of a setting; `nil` if this kernel has none of that name, or the link that it is of is gone.
    static func readIfPresent(_ name: String) throws(Refusal) -> String? {
        do throws(Refusal) { return try read(name) } catch {
            if error.errno == ENOENT { return nil }
            throw error
        }
    }

    static func read(_ name: String) throws(Refusal) -> String {
        let descriptor = open(path(name), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Refusal(name: name, errno: errno) }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw Refusal(name: name, errno: errno) }
        let text = String(decoding: buffer.prefix(count), as: UTF8.self)
        return String(text.prefix { $0 != "\n" })
    }

    private static func set(_ write: Write) throws(Refusal) {
        let descriptor = open(path(write.name), O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Refusal(name: write.name, errno: errno) }
        defer { close(descriptor) }
        let bytes = Array(write.value.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw Refusal(name: write.name, errno: errno)
        }
    }

    private static func path(_ name: String) -> String { "/proc/sys/" + SysctlName.path(name) }
}
