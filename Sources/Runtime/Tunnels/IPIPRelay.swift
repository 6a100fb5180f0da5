import CLinux
import Glibc
import Netlink
import Synchronization

/// An ipip tunnel on a kernel without the driver: a TUN device, and a thread that puts the bytes on the wire that
/// `ip tunnel add NAME mode ipip [local L] [remote R] ttl T` would.
///
/// It runs until ``stop()`` or until the last reference goes. The device is down at first, as a new link is.
///
/// Who may touch what: the thread owns the ``RelayLoop`` alone. Shared with it are the counters, which have a
/// lock of their own, a bell, and a descriptor that never changes. `running` is for those who stop: its lock is held
/// until the thread has ended, so that whoever calls `stop()` at the same time returns no sooner.
final class IPIPRelay: Sendable {
    private struct Running {
        var thread: pthread_t
        /// Wakes the thread for the last time.
        var stop: Bell
        var device: TunDevice
    }

    private let running: Mutex<Running?>
    private let counters = RelayCounters()

    /// - Parameters:
    ///   - name: the device's
    ///   - index: the device's
    ///   - mtu: the device's, in bytes: the longest inner packet
    /// - Throws: `EINVAL` for a tunnel that the kernel would refuse; `EBUSY` if the name or the index is taken;
    ///   what opening /dev/net/tun or a raw socket says.
    init(name: String, index: Int32, tunnel: IPIPLink, mtu: Int, namespace: Namespace) throws {
        let counters = counters
        let (loop, running) = try namespace.run {
            let stop = try Bell()
            // Not the namespace's own, which may be in the middle of a long batch when a packet needs an answer.
            let socket = try NetlinkSocket()
            let settings = try RelaySettings(tunnel, socket: socket)
            let device = try TunDevice(name: name, index: index, mtu: mtu, namespace: namespace, socket: socket)
            let loop = try RelayLoop(device: device, settings: settings, socket: socket, counters: counters, stop: stop)
            return (loop, Running(thread: pthread_t(), stop: stop, device: device))
        }
        // Handed over to the thread here and not touched again.
        nonisolated(unsafe) let handedOver = loop
        var started = running
        started.thread = try OwnThread.start { handedOver.run() }
        self.running = Mutex(started)
    }

    deinit { stop() }

    /// What has been carried so far, as of the last batch.
    var statistics: RelayStatistics { counters.statistics }

    /// Ends the relay and removes the device. Returns when both are gone; doing it twice does no harm.
    func stop() {
        running.withLock { running in
            guard let ending = running.take() else { return }
            ending.stop.ring()
            pthread_join(ending.thread, nil)
            ending.device.remove()
        }
    }
}
