import CLinux
import Glibc
import Planning

/// Where settings are found: a procfs, whose sys/net shows those of the namespace that the calling thread is in.
///
/// A procfs keeps an entry for each namespace that was looked into, all under one name, and goes through them one by one
/// (proc_sys_compare, fs/proc/proc_sysctl.c): in the machine's own a lookup costs more the more namespaces there are, and
/// setting up a thousand costs a million comparisons. One of Warren's own begins with none.
struct SettingFiles {
    /// As many namespaces as are looked into by one procfs: to mount one costs as much as making a namespace.
    static let fewNamespaces = 64

    /// `/proc`
    static let machine = SettingFiles(mount: nil)

    /// A procfs that nobody has looked into, mounted nowhere; it goes with the last copy. Where the kernel or
    /// the rights do not allow one, the machine's.
    static func own() -> SettingFiles {
        let number = clinux_mount_procfs()
        return number < 0 ? machine : SettingFiles(mount: Descriptor(owning: number))
    }

    private let mount: Descriptor?

    /// Opens the file of a setting, such as `net.ipv4.ip_forward`. The corresponding C function is openat(2).
    func open(_ name: String, _ mode: Int32) -> Int32 {
        let path = "sys/" + SysctlName.path(name)
        guard let mount else { return Glibc.open("/proc/" + path, mode | O_CLOEXEC) }
        return openat(mount.number, path, mode | O_CLOEXEC)
    }
}
