import CLinux
import Glibc

/// Entering a node for good, before another program takes this process's place.
package enum NodeEntrance {
    /// Moves the calling thread into the network namespace at `path`, and shows it in /sys, as `ip netns exec` does.
    ///
    /// - Parameter hosts: the file that is seen as /etc/hosts from then on; `nil`, or one that is not there: the machine's
    /// - Parameter text: what is seen there if there is no file
    package static func enter(_ path: String, hosts: String? = nil, text: String? = nil) throws(SystemError) {
        let namespace = try Descriptor(open(path, O_RDONLY | O_CLOEXEC), from: "open", path)
        guard clinux_setns(namespace.number, CLINUX_CLONE_NEWNET) == 0 else { throw SystemError("setns", path) }
        // /sys/class/net shows the namespace that it was mounted in, so the command gets mounts of its own.
        if let call = clinux_enter_mounts(hosts, text) { throw SystemError(String(cString: call), "a mount namespace for /sys and /etc/hosts") }
    }
}
