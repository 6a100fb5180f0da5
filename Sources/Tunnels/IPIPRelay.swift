import CLinux
import Glibc
import Namespaces
import Netlink
import Synchronization

/// An ipip tunnel on a kernel without the driver: a TUN device, and a loop that puts the bytes on the wire that
/// `ip tunnel add NAME mode ipip [local L] [remote R] ttl T` would.
///
/// It runs until ``stop()``, ``leave()``, or until the last reference goes. The device is down at first, as a new link is.
///
/// Who may touch what: the ``RelayThread`` owns the ``RelayLoop`` alone. Shared with it are the counters, which have a
/// lock of their own, whether it has let go, and a descriptor that never changes. `running` is for those who stop: its lock is held
/// until the thread has let go, so that whoever calls `stop()` at the same time returns no sooner.
package final class IPIPRelay: Sendable {
    private struct Running {
        var number: UInt64
        /// Whether the thread has let go.
        var gone: Monitor<Bool>
        var device: TunDevice
    }

    private let running: Mutex<Running?>
    private let counters = RelayCounters()
    private let thread: RelayThread
    /// `nil`: all packets go by the relay.
    let fastPath: FastPath?

    /// How many packets a relay carries before it looks for a ``FastPath``: more than a few pings, less than any measurement.
    package static let packetsBeforeFastPath: UInt64 = 100

    /// - Parameters:
    ///   - name: the device's
    ///   - index: the device's
    ///   - mtu: the device's, in bytes: the longest inner packet
    ///   - thread: does the work, and that of the tunnel's other ends best of all
    ///   - fastPathAfter: how many packets it carries before it looks for a ``FastPath``; `nil`: it never does
    ///   - isFiltered: as ``passFirewall(_:)``
    /// - Throws: `EINVAL` for a tunnel that the kernel would refuse; `EBUSY` if the name or the index is taken;
    ///   what opening /dev/net/tun or a raw socket says.
    package init(
        name: String, index: Int32, tunnel: IPIPLink, mtu: Int, namespace: NetworkNamespace, thread: RelayThread,
        fastPathAfter packets: UInt64? = packetsBeforeFastPath, isFiltered: Bool = false
    ) throws {
        let counters = counters
        let (loop, device, fastPath) = try namespace.run {
            // Not the namespace's own, which may be in the middle of a long batch when a packet needs an answer.
            let socket = try NetlinkSocket()
            let settings = try RelaySettings(tunnel, socket: socket)
            let device = try TunDevice(name: name, index: index, mtu: mtu, namespace: namespace, socket: socket)
            let fastPath = packets.map { _ in FastPath(settings, device: device, namespace: namespace, isHeld: isFiltered) }
            let loop = try RelayLoop(
                device: device, mtu: mtu, settings: settings, socket: socket, counters: counters,
                fastPath: fastPath.map { ($0, packets ?? 0) })
            return (loop, device, fastPath)
        }
        self.fastPath = fastPath
        let gone = Monitor(false)
        // Handed over to the thread here and not touched again.
        nonisolated(unsafe) let handedOver = loop
        let number = try thread.add(handedOver, gone: gone)
        self.thread = thread
        running = Mutex(Running(number: number, gone: gone, device: device))
    }

    deinit { stop() }

    /// What has been carried so far, as of the relay's last batch, by the fast path too.
    var statistics: RelayStatistics { counters.statistics + (fastPath?.statistics ?? RelayStatistics()) }

    /// Whether packets must pass the host's firewall, because the lab gives it one. Returns when they do. Tables that somebody
    /// else makes are noticed a moment after they are there.
    package func passFirewall(_ must: Bool) { fastPath?.hold(must) }

    /// Why tunnels go by the relay alone here, and so are slower; `nil` if the kernel lets them have a fast path.
    package static func obstacleToSpeed() -> SystemError? { FastPath.obstacle() }

    /// Ends the relay and removes the device. Returns when both are gone; doing it twice does no harm.
    package func stop() { end { $0.remove() } }

    /// Ends the relay, and leaves the device to its namespace, which is about to go: that takes the kernel a grace period less for
    /// each tunnel.
    package func leave() { end { $0.leaveToNamespace() } }

    private func end(_ letGo: (TunDevice) -> Void) {
        running.withLock { running in
            guard let ending = running.take() else { return }
            thread.remove(ending.number)
            ending.gone.wait { $0 ? () : nil }
            letGo(ending.device)
            fastPath?.end()
        }
    }
}
