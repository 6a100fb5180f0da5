import Glibc

/// How many descriptors this process may have: a node takes one, a second while requests are made of it, and 1,024 is a common
/// soft limit.
package enum DescriptorLimit {
    /// What is needed before the first node is made. With much less, libraries do not fail but crash.
    private static let least: rlim_t = 64

    /// Too low a limit, and one that cannot be raised.
    package struct TooLow: Error, Sendable, CustomStringConvertible {
        package var limit: Int
        package var description: String {
            "this process may have only \(limit) files open, and needs \(DescriptorLimit.least): ulimit -n 1024, or LimitNOFILE of its service"
        }
    }

    /// Sees to it that there are enough to begin with.
    package static func require() throws(TooLow) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        if limit.rlim_cur < least {
            guard limit.rlim_max >= least else { throw TooLow(limit: Int(clamping: limit.rlim_max)) }
            raise()
        }
        makeRoom(for: usual)
    }

    /// What the labs of a lesson take, and the captures on their links.
    private static let usual = 256

    /// Has the kernel make its table of descriptors large enough for so many. To be called before there is a second thread.
    ///
    /// It doubles the table whenever it is full, and if several threads use it, waits each time for a grace period of RCU, some
    /// 15 ms (expand_files, fs/file.c).
    package static func makeRoom(for count: Int) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let last = min(count, Int(clamping: limit.rlim_cur)) - 1
        let descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, max(Int32(clamping: last), 0))
        if descriptor >= 0 { close(descriptor) }
    }

    /// How many more may be open beside so many, and those that libraries, captures, services and tunnels have.
    package static func room(besides count: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        return max(Int(clamping: limit.rlim_cur) - count - usual, 0)
    }

    /// Raises the soft limit to the hard one, which needs no privilege.
    package static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
