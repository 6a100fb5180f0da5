import Glibc
import Namespaces

/// A program that has the terminal for a while.
enum ChildProcess {
    /// Runs a program with this process's own input and output, and waits for its end. It takes signals anew, and
    /// this process goes on when the terminal sends one.
    @discardableResult
    static func run(_ words: [String], program: String) throws(SystemError) -> Int32 {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        // Ctrl-C is for the program that has the terminal.
        Interruption.onSignal {}
        defer { Interruption.onSignal(nil) }
        var process = pid_t()
        let error = posix_spawn(&process, program, nil, &attributes, &arguments, environ)
        guard error == 0 else { throw SystemError("posix_spawn", errno: error, words[0]) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }
}
