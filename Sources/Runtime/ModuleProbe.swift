import Glibc

/// modprobe(8), which knows what modules the running kernel could load.
enum ModuleProbe {
    /// Whether there is such a module, or the kernel has it built in. Nothing is loaded.
    static func canLoad(_ module: String) -> Bool {
        let arguments = ["modprobe", "-n", "-q", module]
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        for program in ["/usr/sbin/modprobe", "/sbin/modprobe", "/usr/bin/modprobe"] where access(program, X_OK) == 0 {
            var process = pid_t(), status: Int32 = 0
            guard posix_spawn(&process, program, nil, nil, &words, environ) == 0 else { return false }
            while waitpid(process, &status, 0) < 0 { if errno != EINTR { return false } }
            return status == 0
        }
        return false
    }
}
