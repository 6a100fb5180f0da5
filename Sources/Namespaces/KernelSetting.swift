import Glibc

/// Settings below /proc/sys/net, which show those of the namespace that the calling thread is in.
package enum KernelSetting {
    /// A setting and its value.
    package struct Write: Sendable, Hashable {
        package var name: String
        package var value: String

        package init(name: String, value: String) { (self.name, self.value) = (name, value) }
    }

    /// A setting that the kernel refused, or does not have.
    package struct Refusal: Error {
        package var name: String
        package var errno: Int32
    }

    /// Writes each and returns what they were before.
    ///
    /// Each file is looked up once: see ``SettingFiles``.
    ///
    /// A kernel without IPv6 has nothing to disable, so that is no refusal.
    package static func apply(_ writes: [Write], by files: SettingFiles = .machine) throws(Refusal) -> [Write] {
        var former: [Write] = []
        for write in writes {
            let descriptor = files.open(write.name, O_RDWR)
            if descriptor < 0, errno == ENOENT, write.name == "net.ipv6.conf.default.disable_ipv6" { continue }
            guard descriptor >= 0 else { throw Refusal(name: write.name, errno: errno) }
            defer { close(descriptor) }
            former.append(Write(name: write.name, value: try value(of: write.name, descriptor)))
            let bytes = Array(write.value.utf8)
            guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
                throw Refusal(name: write.name, errno: errno)
            }
        }
        return former
    }

    /// The value of a setting; `nil` if this kernel has none of that name, or the link that it is of is gone.
    package static func readIfPresent(_ name: String, by files: SettingFiles = .machine) throws(Refusal) -> String? {
        do throws(Refusal) { return try read(name, by: files) } catch {
            if error.errno == ENOENT { return nil }
            throw error
        }
    }

    package static func read(_ name: String, by files: SettingFiles = .machine) throws(Refusal) -> String {
        let descriptor = files.open(name, O_RDONLY)
        guard descriptor >= 0 else { throw Refusal(name: name, errno: errno) }
        defer { close(descriptor) }
        return try value(of: name, descriptor)
    }

    private static func value(of name: String, _ descriptor: Int32) throws(Refusal) -> String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw Refusal(name: name, errno: errno) }
        return String(decoding: buffer.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
