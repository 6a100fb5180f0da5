import CLinux
import Glibc

/// Where settings are found: a procfs, whose sys/net shows those of the namespace that the calling thread is in.
///
/// A procfs keeps an entry for each namespace that was looked into, all under one name, and goes through them one by one
/// (proc_sys_compare, fs/proc/proc_sysctl.c): in the machine's own a lookup costs more the more namespaces there are, and
/// setting up a thousand costs a million comparisons. One of Warren's own begins with none.
package struct SettingFiles {
    /// As many namespaces as are looked into by one procfs: to mount one costs as much as making a namespace.
    package static let fewNamespaces = 64

    /// `/proc`
    package static let machine = SettingFiles(mount: nil)

    /// A procfs that nobody has looked into, mounted nowhere; it goes with the last copy. Where the kernel or
    /// the rights do not allow one, the machine's.
    package static func own() -> SettingFiles {
        let number = clinux_mount_procfs()
        return number < 0 ? machine : SettingFiles(mount: Descriptor(owning: number))
    }

    private let mount: Descriptor?

    /// The path of a setting below /proc/sys: dots become slashes, and slashes dots, as sysctl(8) has it.
    private static func path(_ name: String) -> String {
        let dot = UInt8(ascii: "."), slash = UInt8(ascii: "/")
        return String(decoding: name.utf8.map { $0 == dot ? slash : $0 == slash ? dot : $0 }, as: UTF8.self)
    }

    /// Opens the file of a setting, such as `net.ipv4.ip_forward`. The corresponding C function is openat(2).
    package func open(_ name: String, _ mode: Int32) -> Int32 {
        let path = "sys/" + Self.path(name)
        guard let mount else { return Glibc.open("/proc/" + path, mode | O_CLOEXEC) }
        return openat(mount.number, path, mode | O_CLOEXEC)
    }
}
