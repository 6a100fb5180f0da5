import Glibc
import Namespaces

/// The right to change, or to read in one piece, what stands in the state directory: a lock on the directory
/// itself.
///
/// Without it a sweep could remove a directory that a keeper has just made, or a look at a keeper's lock could
/// keep another one from taking it.
struct DirectoryLock {
    private let descriptor: Descriptor

    /// Waits for the lock on the directory, which is made when it is missing.
    ///
    /// - Parameter mode: the directory's permissions if it is made
    static func exclusive(_ path: String, mode: mode_t) throws -> DirectoryLock {
        while true {
            let isMade = mkdir(path, mode) == 0
            guard isMade || errno == EEXIST else { throw SystemError("mkdir", path) }
            do {
                if let lock = try take(path, LOCK_EX) { return lock }
            } catch {
                // Somebody else's by now, unless it is empty.
                if isMade { rmdir(path) }
                throw error
            }
        }
    }

    /// Waits for a lock that others may have at the same time; `nil` when there is no such directory.
    static func shared(_ path: String) throws -> DirectoryLock? {
        while access(path, F_OK) == 0 {
            if let lock = try take(path, LOCK_SH) { return lock }
        }
        return nil
    }

    /// `nil` if the directory was removed meanwhile.
    private static func take(_ path: String, _ kind: Int32) throws -> DirectoryLock? {
        let number = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        if number < 0, errno == ENOENT { return nil }
        let descriptor = try Descriptor(number, from: "open", path)
        while flock(descriptor.number, kind) != 0 {
            guard errno == EINTR else { throw SystemError("flock", path) }
        }
        var held = stat(), named = stat()
        guard fstat(descriptor.number, &held) == 0 else { throw SystemError("fstat", path) }
        // What stands in there is believed, so nobody else may have written it.
        guard held.st_uid == geteuid(), held.st_mode & 0o022 == 0 else { throw SystemError("open", errno: EPERM, "\(path) is somebody else's") }
        guard stat(path, &named) == 0, held.st_ino == named.st_ino, held.st_dev == named.st_dev
        else { return nil }
        return DirectoryLock(descriptor: descriptor)
    }
}
