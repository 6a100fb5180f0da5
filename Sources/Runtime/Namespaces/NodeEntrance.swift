import CLinux
import Glibc

/// Entering a node for good, before another program takes this process's place.
public enum NodeEntrance {
    /// Moves the calling thread into the network namespace at `path`, and shows it in /sys, as `ip netns exec` does.
    public static func enter(_ path: String) throws(SystemError) {
        let namespace = try Descriptor(open(path, O_RDONLY | O_CLOEXEC), from: "open", path)
        guard clinux_setns(namespace.number, CLINUX_CLONE_NEWNET) == 0 else { throw SystemError("setns", path) }
        // /sys/class/net shows the namespace that it was mounted in, so the command gets a mount of its own.
        guard clinux_unshare(CLINUX_CLONE_NEWNS) == 0 else { throw SystemError("unshare", "a mount namespace for /sys") }
        guard mount("", "/", "none", UInt(MS_SLAVE | MS_REC), nil) == 0 else { throw SystemError("mount", "keeping mounts to the node") }
        umount2("/sys", Int32(MNT_DETACH))
        guard mount(path, "/sys", "sysfs", 0, nil) == 0 else { throw SystemError("mount", "/sys") }
    }
}
