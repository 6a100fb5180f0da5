#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Whom a lab is run as when we are root: a lab is code that somebody wrote, and need not be root to
/// describe a network.
struct UnprivilegedUser: Sendable, Hashable {
    var user: uid_t
    var group: gid_t

    /// The user who called `sudo`, else nobody; `nil` when we are not root and the lab runs as ourselves.
    ///
    /// `nil` too for the root of a user namespace in which that user does not exist: it cannot become
    /// anyone else, and outside it is the plain user that started it.
    static func forLabs(environment: [String: String]) -> UnprivilegedUser? {
        guard geteuid() == 0 else { return nil }
        let chosen = invoking(environment) ?? nobody()
        return isMapped(chosen.user, "/proc/self/uid_map") && isMapped(chosen.group, "/proc/self/gid_map") ? chosen : nil
    }

    /// The words before a command that run it as this user: in no other group, and with no way to gain
    /// privileges, by a set-user-ID program neither.
    ///
    /// `setpriv(1)` rather than the ids in `PlatformOptions`: those are set by the C library in a child
    /// that shares our memory's state but not our threads, where `setgroups` waits for ever when another
    /// thread was just being made (seen with swift-subprocess 1.0.2 and glibc 2.36).
    func becoming() throws(BoundedProcess.Failure) -> [String] {
        guard let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].first(where: { FileIdentity($0) != nil }) else {
            throw .cannotStart(reason: "setpriv, of util-linux, is missing: a lab is not run as root")
        }
        return [setpriv, "--reuid=\(user)", "--regid=\(group)", "--clear-groups", "--inh-caps=-all", "--no-new-privs", "--"]
    }

    static func invoking(_ environment: [String: String]) -> UnprivilegedUser? {
        guard let user = environment["SUDO_UID"].flatMap(uid_t.init), user != 0,
            let group = environment["SUDO_GID"].flatMap(gid_t.init), group != 0
        else { return nil }
        return UnprivilegedUser(user: user, group: group)
    }

    private static func nobody() -> UnprivilegedUser {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        if getpwnam_r("nobody", &entry, &buffer, buffer.count, &found) == 0, found != nil, entry.pw_uid != 0 {
            return UnprivilegedUser(user: entry.pw_uid, group: entry.pw_gid == 0 ? 65534 : entry.pw_gid)
        }
        return UnprivilegedUser(user: 65534, group: 65534)
    }

    /// Whether the id exists in this user namespace: each line of the map is a first id, the id outside
    /// that it stands for, and how many follow.
    private static func isMapped(_ id: UInt32, _ map: String) -> Bool {
        guard let bytes = try? FileContents.read(map, limit: 1 << 16) else { return true }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
            let numbers = line.split(separator: " ").compactMap { UInt64($0) }
            return numbers.count == 3 && UInt64(id) >= numbers[0] && UInt64(id) - numbers[0] < numbers[2]
        }
    }
}
