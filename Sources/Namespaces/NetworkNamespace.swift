import CLinux
import Glibc
import Netlink
import Synchronization

/// A network namespace that lives as long as this object, or as anything opened within it.
///
/// Nothing but the descriptor holds it: no mount, no name. When the process ends, however it ends, the
/// kernel removes the namespace with everything in it.
package final class NetworkNamespace: Sendable {
    /// Of `/proc/thread-self/ns/net` in the namespace: what `setns` and `IFLA_NET_NS_FD` take.
    package let descriptor: Descriptor
    /// Whether there are descriptors enough for this one's socket to stay open.
    private let keepsSocket: Bool
    private let openSocket: Mutex<NetlinkSocket?>

    /// Makes one on a throwaway thread.
    package static func make() throws -> NetworkNamespace { try OwnThread.run { try NetworkNamespace(entering: ()) } }

    /// Makes one and enters it with the calling thread, which must be one of Warren's own.
    ///
    /// - Parameter keepsSocket: if not, ``socket`` is opened for whoever asks for it, and only for as long
    init(entering: Void, keepsSocket: Bool = true) throws {
        guard clinux_unshare(CLINUX_CLONE_NEWNET) == 0 else {
            throw SystemError("unshare", "making a network namespace")
        }
        descriptor = try Descriptor(
            open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), from: "open", "holding a network namespace")
        self.keepsSocket = keepsSocket
        // This thread is in the namespace; later, one would have to enter it.
        openSocket = Mutex(keepsSocket ? try NetlinkSocket() : nil)
    }

    /// For requests and questions. Opened within, so it speaks of this namespace wherever it is used.
    package var socket: NetlinkSocket {
        get throws { try socket { try run { try NetlinkSocket() } } }
    }

    /// ``socket``, for a thread that has entered the namespace: no other needs to be started to open it.
    package var socketFromWithin: NetlinkSocket {
        get throws { try socket { try NetlinkSocket() } }
    }

    private func socket(openedBy open: () throws -> NetlinkSocket) throws -> NetlinkSocket {
        if let socket = openSocket.withLock({ $0 }) { return socket }
        let socket = try open()
        guard keepsSocket else { return socket }
        // Of two that ask at once, both are answered by the same.
        return openSocket.withLock { open in
            if let open { return open }
            open = socket
            return socket
        }
    }

    /// Closes the socket until it is asked for again: a lab that only stands has a descriptor less for each node, and ends sooner.
    package func rest() { openSocket.withLock { $0 = nil } }

    /// Runs `body` on a throwaway thread within the namespace.
    package func run<Value>(_ body: @escaping () throws -> Value) throws -> Value {
        try OwnThread.run(in: descriptor.number, body)
    }
}
