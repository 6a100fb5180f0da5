import CLinux
import Firewalls
import Glibc
import Netlink

/// A relay's work: packets from the device to the wire and back.
///
/// Made by one thread, run by another, used by no third: it is handed over whole to a ``RelayThread``, and only the
/// counters are shared. Nothing here takes a lock for longer than to copy them, waits anywhere, or allocates for a packet
/// that goes its way.
final class RelayLoop {
    /// What is at hand.
    struct Ready: OptionSet {
        let rawValue: UInt64
        static let device = Ready(rawValue: 1)
        static let outer = Ready(rawValue: 2)
        static let errors = Ready(rawValue: 4)
        static let routes = Ready(rawValue: 8)
        static let firewalls = Ready(rawValue: 16)
    }

    let device: TunDevice
    let outer: OuterSocket
    /// For packets that may be cut into fragments; only where the tunnel allows that.
    let fragmenting: OuterSocket?
    let settings: RelaySettings
    let icmp: ICMPSender
    let routes: RouteMonitor
    /// Of the device, in bytes.
    let mtu: Int
    private let fastPath: FastPath?
    /// `nil`: nobody can have a firewall.
    private let firewalls: FirewallMonitor?
    private var hasFirewall: Bool
    /// How many packets the relay carries before it looks for the fast path. `nil`: it has done so, or will not.
    private var packetsBeforeFastPath: UInt64?
    var nextHops: NextHopCache
    var errors: TunnelErrors
    var statistics = RelayStatistics()
    /// Of the next outer header. It differs from packet to packet, which is all that is asked of it (RFC 6864).
    var identification = UInt16.random(in: .min ... .max)
    /// Packets as the device gave them, and the messages that are made of them.
    let taken = PacketSlots()
    var batch: [(length: Int, offload: OffloadHeader)] = []
    let outbound = MessageVector()
    /// How many of the messages are made, and, as bits, which of them are not the first of their packet.
    var ready = 0
    var laterSegments: UInt64 = 0
    /// Packets as they arrived, and what is made of those.
    let arrived = PacketSlots()
    let inbound = MessageVector()
    let coalescing = TCPCoalescing()
    private let counters: RelayCounters

    /// Opens what is needed in the calling thread's namespace, which is the tunnel's.
    ///
    /// - Parameter fastPath: and how many packets the relay is to carry before that
    init(
        device: TunDevice, mtu: Int, settings: RelaySettings, socket: NetlinkSocket, counters: RelayCounters,
        fastPath: (FastPath, after: UInt64)?
    ) throws {
        self.mtu = mtu
        self.fastPath = fastPath?.0
        packetsBeforeFastPath = fastPath?.after
        firewalls = fastPath == nil ? nil : FirewallMonitor()
        hasFirewall = firewalls?.hasTables() ?? false
        self.device = device
        self.settings = settings
        self.counters = counters
        outer = try OuterSocket(local: settings.local, device: settings.device)
        fragmenting =
            settings.neverFragments
            ? nil : try OuterSocket(local: settings.local, device: settings.device, writesHeader: false)
        icmp = try ICMPSender()
        routes = try RouteMonitor()
        nextHops = NextHopCache(
            socket: socket, tunnel: device.index, local: settings.localAddress, remote: settings.remote, device: settings.device)
        errors = TunnelErrors(hasRemote: settings.remote != nil, copiesTTL: settings.ttl == nil)
        inbound.prepareToReceive(into: arrived)
    }

    /// The descriptors to wait for, each with what is at hand when it is readable.
    var sources: [(descriptor: Int32, ready: Ready)] {
        [(device.number, .device), (outer.number, .outer), (routes.number, .routes)] + (firewalls.map { [($0.number, .firewalls)] } ?? [])
    }

    /// Does what is at hand, though never for long: the rest is done in the next turn.
    /// - Returns: `false` when the device is gone.
    func turn(_ ready: Ready) -> Bool {
        // Before the packets: an error that has arrived concerns those that are sent now.
        if ready.contains(.errors) { _ = heedErrors() }
        if ready.contains(.routes), routes.hasChanged() { nextHops.forget() }
        if ready.contains(.firewalls) { hasFirewall = firewalls?.hasTables() ?? false }
        if ready.contains(.device), !encapsulate() { return false }
        if ready.contains(.outer) { decapsulate() }
        if let fastPath { consider(fastPath) }
        counters.publish(statistics)
        return true
    }

    /// Errors of the way are told to senders by the relay: until that is done, it sends.
    private func consider(_ fastPath: FastPath) {
        let isAllowed = !hasFirewall && !errors.isPending
        fastPath.allow(isAllowed)
        guard isAllowed, let packets = packetsBeforeFastPath,
            statistics.sentPackets + statistics.receivedPackets >= packets
        else { return }
        packetsBeforeFastPath = nil
        fastPath.engage()
    }

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
