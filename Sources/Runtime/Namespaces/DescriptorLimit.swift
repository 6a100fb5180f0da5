import Glibc

/// How many descriptors this process may have: a node takes two, and 1,024 is a common soft limit.
public enum DescriptorLimit {
    /// Raises the soft limit to the hard one, which needs no privilege.
    public static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
