import CLinux
import Glibc
import Netlink

/// The relay's work: packets from the device to the wire and back, until told to stop.
///
/// Made by one thread, run by another, used by no third: it is handed over whole, and only the counters and the
/// bell that says stop are shared. Nothing here takes a lock for longer than to copy the counters, waits
/// anywhere but in `ppoll`, or allocates for a packet that goes its way.
final class RelayLoop {
    /// What is at hand after waiting. In the order of the polled descriptors.
    private enum Source: Int, CaseIterable {
        case stop, device, outer, routes
    }

    let device: TunDevice
    let outer: OuterSocket
    /// For packets that may be cut into fragments; only where the tunnel allows that.
    let fragmenting: OuterSocket?
    let settings: RelaySettings
    let icmp: ICMPSender
    let routes: RouteMonitor
    var nextHops: NextHopCache
    var errors: TunnelErrors
    var statistics = RelayStatistics()
    /// Of the next outer header. It differs from packet to packet, which is all that is asked of it (RFC 6864).
    var identification = UInt16.random(in: .min ... .max)
    /// Packets on their way out, and packets on their way in.
    let outbound = MessageVector()
    let inbound = MessageVector()
    private let counters: RelayCounters
    private let stop: Bell
    private let polled = UnsafeMutablePointer<pollfd>.allocate(capacity: Source.allCases.count)

    /// Opens what is needed in the calling thread's namespace, which is the tunnel's.
    init(
        device: TunDevice, settings: RelaySettings, socket: NetlinkSocket, counters: RelayCounters, stop: Bell
    ) throws {
        self.device = device
        self.settings = settings
        self.counters = counters
        self.stop = stop
        outer = try OuterSocket(local: settings.local, device: settings.device)
        fragmenting =
            settings.neverFragments
            ? nil : try OuterSocket(local: settings.local, device: settings.device, writesHeader: false)
        icmp = try ICMPSender()
        routes = try RouteMonitor()
        nextHops = NextHopCache(
            socket: socket, tunnel: device.index, local: settings.localAddress, remote: settings.remote, device: settings.device)
        errors = TunnelErrors(hasRemote: settings.remote != nil, copiesTTL: settings.ttl == nil)
        inbound.prepareToReceive()
        for (source, number) in [(Source.stop, stop.number), (.device, device.number), (.outer, outer.number), (.routes, routes.number)] {
            polled[source.rawValue] = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        }
    }

    deinit { polled.deallocate() }

    /// Works until told to stop, or until the device is gone.
    func run() {
        clinux_name_thread("warren-ipip")
        while true {
            guard clinux_ppoll(polled, UInt32(Source.allCases.count), -1, 0) >= 0 else {
                if errno == EINTR { continue }
                return
            }
            if events(of: .stop) != 0 { return }
            // Before the packets: an error that has arrived concerns those that are sent now.
            if events(of: .outer) & Int16(POLLERR) != 0 { _ = heedErrors() }
            if events(of: .routes) != 0, routes.hasChanged() { nextHops.forget() }
            if events(of: .device) != 0, !encapsulate() { return }
            if events(of: .outer) & Int16(POLLIN) != 0 { decapsulate() }
            counters.publish(statistics)
        }
    }

    private func events(of source: Source) -> Int16 { polled[source.rawValue].revents }

    /// Acts on what the error queue of the outer socket says, as the kernel's `ipip_err`.
    ///
    /// - Returns: the MTU of the link that refused a packet last, if one did.
    func heedErrors() -> Int? {
        var linkMTU: Int?
        for error in outer.takeErrors() {
            switch error {
            case .tooLong(let mtu): linkMTU = mtu
            case .icmp(let error) where error.type == 3 && error.code == 4:
                // The kernel has noted the path's MTU. As for its own tunnel, the sender of the next packet is
                // told; of this one only if it was this kernel that would not send it.
                nextHops.forget()
                if error.isOwn { answerQuoted(error) }
            case .icmp(let error): errors.record(type: error.type, code: error.code, at: .now)
            }
        }
        return linkMTU
    }

    private func answerQuoted(_ error: OuterError.ICMP) {
        var quote = error.quote
        quote.withUnsafeMutableBytes { bytes in
            guard let outer = IPv4Bytes(bytes) else { return }
            let inside = UnsafeMutableRawBufferPointer(rebasing: bytes[outer.headerLength...])
            statistics.sendErrors += 1
            guard let inner = IPv4Bytes(inside), inner.dontFragment else { return }
            icmp.fragmentationNeeded(UnsafeRawBufferPointer(inside), mtu: error.mtu - IPv4Bytes.headerLength)
        }
    }
}
