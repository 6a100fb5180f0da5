import CLinux
import Glibc
import Namespaces

/// Tells that something has changed that IPv4 routes depend on, not what.
///
/// A `NetlinkSocket` would decode every notification; the relay looks here before every batch of packets, and
/// an answer that is one system call and no allocation is worth a socket of its own.
struct RouteMonitor {
    private let descriptor: Descriptor

    /// Watches the calling thread's namespace.
    init() throws(SystemError) {
        descriptor = try Descriptor(clinux_route_monitor(), from: "socket", "watching the routes for a tunnel")
    }

    /// For `poll`.
    var number: Int32 { descriptor.number }

    /// Whether anything has changed since the last call.
    ///
    /// The kernel notifies before it acknowledges: a change that anybody was told is done is seen here.
    func hasChanged() -> Bool {
        var changed = false
        var byte: UInt8 = 0
        while true {
            // One byte is enough: the kernel forgets the rest of the datagram.
            if recv(descriptor.number, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 {
                changed = true
                continue
            }
            switch errno {
            case EINTR: continue
            case ENOBUFS: changed = true  // Some were lost. The next call goes on behind them.
            default: return changed
            }
        }
    }
}
