import CLinux
import Glibc
import Netlink

/// A network namespace that lives as long as this object, or as anything opened within it.
///
/// Nothing but the descriptor holds it: no mount, no name. When the process ends, however it ends, the
/// kernel removes the namespace with everything in it.
package final class Namespace: Sendable {
    /// Of `/proc/thread-self/ns/net` in the namespace: what `setns` and `IFLA_NET_NS_FD` take.
    package let descriptor: Descriptor
    /// For requests and questions. Opened within, so it speaks of this namespace wherever it is used.
    package let socket: NetlinkSocket

    /// Makes one on a throwaway thread.
    package static func make() throws -> Namespace { try OwnThread.run { try Namespace(entering: ()) } }

    /// Makes one and enters it with the calling thread, which must be one of Warren's own.
    init(entering: Void) throws {
        guard clinux_unshare(CLINUX_CLONE_NEWNET) == 0 else {
            throw SystemError("unshare", "making a network namespace")
        }
        descriptor = try Descriptor(
            open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), from: "open", "holding a network namespace")
        socket = try NetlinkSocket()
    }

    /// Runs `body` on a throwaway thread within the namespace.
    package func run<Value>(_ body: @escaping () throws -> Value) throws -> Value {
        try OwnThread.run(in: descriptor.number, body)
    }
}
