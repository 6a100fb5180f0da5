import CLinux
import Glibc

/// User namespaces: where an ordinary user may do with networks what root may elsewhere.
///
/// In one of its own a process has every capability over the namespaces that are made there, and none over the
/// machine. Its user is mapped to 0 within, and nobody else is there.
package enum UserNamespace {
    /// What keeps this process from having one.
    package struct Refusal: Error, Sendable {
        package var errno: Int32
    }

    /// Set before there is a second thread, and only read afterwards.
    nonisolated(unsafe) private static var refusal: Refusal?

    /// What somebody without root's rights can do about it.
    package static var remedy: String {
        let root = "run as root, or in a container with CAP_SYS_ADMIN and CAP_NET_ADMIN"
        if !isNeeded {
            return "this process has the rights, so a container's seccomp profile refuses it: --security-opt seccomp=unconfined, or --privileged"
        }
        let setting = { (name: String) in ProcFile.read("/proc/sys/" + name).map { String(decoding: $0, as: UTF8.self).prefix { $0 != "\n" } } }
        if refusal?.errno == ENOSPC {
            return root + "; an ordinary user's labs need user namespaces, whose limit is reached: sysctl user.max_user_namespaces"
        }
        if refusal != nil, setting("kernel/unprivileged_userns_clone") == "0" {
            return root + "; an ordinary user's labs need user namespaces: sysctl kernel.unprivileged_userns_clone=1 allows them"
        }
        if refusal != nil || isOwn, setting("kernel/apparmor_restrict_unprivileged_userns") == "1" {
            return root
                + "; an ordinary user's labs need user namespaces, which AppArmor restricts here: sysctl kernel.apparmor_restrict_unprivileged_userns=0 lifts that"
        }
        if refusal != nil {
            return root + "; an ordinary user's labs need user namespaces, which a container's seccomp profile or the kernel forbids here"
        }
        return root
    }

    /// Whether this process is in one that maps a single user, as Warren makes them.
    package static var isOwn: Bool { mapping?.count == 1 }

    /// Whom this process is to the machine: also within a namespace of Warren's.
    package static var user: uid_t {
        if let mapping, mapping.count == 1 { return mapping.outside }
        return geteuid()
    }

    /// Whether this process lacks what making network namespaces and changing them takes: CAP_SYS_ADMIN and
    /// CAP_NET_ADMIN.
    package static var isNeeded: Bool {
        guard let effective = Capability.effective else { return geteuid() != 0 }
        return !effective.isSuperset(of: [.sysAdmin, .netAdmin])
    }

    /// Moves this process into a new one, if it can have one. It must have one thread only: the kernel asks for that.
    package static func tryToEnterNew() {
        do { try enterNew() } catch { refusal = error }
    }

    private static func enterNew() throws(Refusal) {
        let user = geteuid(), group = getegid()
        guard clinux_unshare(CLINUX_CLONE_NEWUSER) == 0 else { throw Refusal(errno: errno) }
        // Without this the kernel lets nobody map a group.
        for (file, text) in [("setgroups", "deny"), ("uid_map", "0 \(user) 1"), ("gid_map", "0 \(group) 1")] {
            try write(text, "/proc/self/\(file)")
        }
    }

    /// Moves this process into that of another, which must be the same user's. It must have one thread only.
    package static func enter(ofProcess process: pid_t) throws(SystemError) {
        let path = "/proc/\(process)/ns/user"
        let descriptor = try Descriptor(open(path, O_RDONLY | O_CLOEXEC), from: "open", path)
        guard clinux_setns(descriptor.number, CLINUX_CLONE_NEWUSER) == 0 else { throw SystemError("setns", path) }
    }

    private static func write(_ text: String, _ path: String) throws(Refusal) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Refusal(errno: errno) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw Refusal(errno: errno) }
    }

    /// The only line of /proc/self/uid_map; `nil` if there are several.
    private static var mapping: (outside: uid_t, count: Int)? {
        guard let bytes = ProcFile.read("/proc/self/uid_map") else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let numbers = lines.first?.split(separator: " ").compactMap { Int($0) } ?? []
        guard lines.count == 1, numbers.count == 3, numbers[0] == 0 else { return nil }
        return (uid_t(numbers[1]), numbers[2])
    }
}
