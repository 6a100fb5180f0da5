import Glibc

/// How many descriptors this process may have: a node takes two, and 1,024 is a common soft limit.
public enum DescriptorLimit {
    /// What is needed before the first node is made. With much less, libraries do not fail but crash.
    private static let least: rlim_t = 64

    /// Too low a limit, and one that cannot be raised.
    public struct TooLow: Error, Sendable, CustomStringConvertible {
        public var limit: Int
        public var description: String {
            "this process may have only \(limit) files open, and needs \(DescriptorLimit.least): ulimit -n 1024, or LimitNOFILE of its service"
        }
    }

    /// Sees to it that there are enough to begin with.
    public static func require() throws(TooLow) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < least else { return }
        guard limit.rlim_max >= least else { throw TooLow(limit: Int(clamping: limit.rlim_max)) }
        raise()
    }

    /// Raises the soft limit to the hard one, which needs no privilege.
    public static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
