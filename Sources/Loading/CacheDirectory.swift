internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Where Warren keeps what it can make again: `$WARREN_CACHE`, else `$XDG_CACHE_HOME/warren`, else `~/.cache/warren`,
/// else `/tmp/warren-<uid>`.
///
/// What is here is believed, by root too. So the directory is this user's own and nobody else may write
/// or read it; one that is somebody else's, or only a symbolic link, is not used.
package struct CacheDirectory: Sendable {
    /// Absolute, without symbolic links.
    package let path: String

    /// `nil` when no directory will do.
    package init?(environment: [String: String]) {
        for (directory, base) in Self.candidates(environment) {
            if let base, !Self.isOwn(base) { continue }
            if let usable = Self.prepare(directory) {
                path = usable
                return
            }
        }
        return nil
    }

    /// A directory in it for one purpose, made if it is not there; `nil` when that cannot be.
    package func part(_ name: String) -> String? { Self.prepare(path + "/" + name) }

    /// Each with the directory that must be one's own for it to be used: under `sudo`, `HOME` may still be
    /// the invoking user's, who would not thank us for files of root's there.
    private static func candidates(_ environment: [String: String]) -> [(directory: String, base: String?)] {
        if let given = environment["WARREN_CACHE"], !given.isEmpty { return [(given, nil)] }
        var found: [(String, String?)] = []
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { found.append((base + "/warren", base)) }
        if let home = environment["HOME"], home.hasPrefix("/") { found.append((home + "/.cache/warren", home)) }
        return found + [("/tmp/warren-\(geteuid())", nil)]
    }

    private static func isOwn(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_uid == geteuid()
    }

    private static func prepare(_ path: String) -> String? {
        var status = stat()
        if lstat(path, &status) != 0 {
            let parent = path.split(separator: "/").dropLast().joined(separator: "/")
            let prefix = path.hasPrefix("/") ? "/" : ""
            if !parent.isEmpty {
                try? FileManager.default.createDirectory(atPath: prefix + parent, withIntermediateDirectories: true)
            }
            _ = mkdir(path, 0o700)
            guard lstat(path, &status) == 0 else { return nil }
        }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid() else { return nil }
        if status.st_mode & 0o077 != 0, chmod(path, 0o700) != 0 { return nil }
        return FileIdentity(path)?.path
    }
}
