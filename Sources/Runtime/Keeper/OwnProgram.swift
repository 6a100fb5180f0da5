import CLinux
import Glibc
import Namespaces

/// This very program, started anew as another process: a keeper, or a worker for one lab.
public enum OwnProgram {
    /// What signals of a terminal the process gets.
    public enum Apartness: Sendable {
        /// None, and it has no terminal: a session of its own.
        case session
        /// None but those that its parent passes on: a process group of its own.
        case group
    }

    /// Starts it with these words, the first of which is its name, and with this input and output.
    ///
    /// - Parameter purpose: for the error
    public static func spawn(
        _ words: [String], input: Int32, output: Int32, apart: Apartness, _ purpose: String
    ) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        // What whoever called has open, a lock of a script's for one, a keeper would hold for as long as the lab runs.
        clinux_spawn_closing(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        let flag = apart == .session ? Int32(CLINUX_POSIX_SPAWN_SETSID) : Int32(POSIX_SPAWN_SETPGROUP)
        posix_spawnattr_setflags(&attributes, Int16(flag))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let status = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, &arguments, environ)
        guard status == 0 else { throw SystemError("posix_spawn", errno: status, purpose) }
        return process
    }
}
