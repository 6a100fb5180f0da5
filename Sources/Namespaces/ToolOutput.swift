import CLinux
import Glibc

/// What a program of the machine prints, run in the calling thread's network namespace.
package enum ToolOutput {
    /// Standard output and standard error of the command.
    ///
    /// - Parameter words: the program, found in `PATH`, and its arguments
    package static func of(_ words: [String]) throws(SystemError) -> String {
        var ends: [Int32] = [0, 0]
        guard clinux_pipe(&ends) == 0 else { throw SystemError("pipe") }
        let output = Descriptor(owning: ends[0])
        do {
            let process = try start(words, output: ends[1])
            close(ends[1])
            defer { waitpid(process, nil, 0) }
            return String(decoding: readAll(output), as: UTF8.self)
        } catch {
            close(ends[1])
            throw error
        }
    }

    /// A child is in the namespace of the thread that starts it.
    private static func start(_ words: [String], output: Int32) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let status = posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
        guard status == 0 else { throw SystemError("posix_spawn", errno: status, words[0]) }
        return process
    }

    private static func readAll(_ descriptor: Descriptor) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = read(descriptor.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }
}
