import Glibc
import Packets
import Warren

/// The packets of a running lab's links while they pass, in the order of time. Used by one thread at a time, which
/// takes them in turns.
///
/// Unlike ``Capture`` it keeps nothing: what nobody takes in time waits in the kernel's buffers, and is dropped and
/// counted there when they are full.
public final class LiveCapture {
    /// What one wait has brought.
    public struct Turn {
        /// In the order of time, over all links.
        public var packets: [(link: LinkReference, frame: Frame)] = []
        /// The positions of those of the caller's descriptors that are ready.
        public var ready: Set<Int> = []
        /// Links that give no more packets, with the reason in libpcap's words.
        public var lost: [(link: LinkReference, reason: String)] = []
    }

    /// No link may keep the others waiting for longer than this many packets take.
    private static let packetsPerTurn = 4096
    /// In nanoseconds. Softirqs that are late by more than this are rare, and a reader does not feel it.
    private static let window: UInt64 = 10_000_000
    /// The longest IP packet, as segmentation offload has them on a veth, with room for link headers. The kernel
    /// keeps a place of this size for each packet of the buffer, so that more would leave fewer places.
    private static let snapLength: Int32 = 65_535 + 64
    private static let bufferSize: Int32 = 16 << 20

    private var handles: [CaptureHandle]
    private var order: TimeOrder
    /// Of handles that are closed already.
    private var earlierDrops = 0
    /// The links on which packets are taken, and the type of their frames, in the order in which they were asked for.
    public let links: [(link: LinkReference, type: LinkType)]

    /// Takes packets from the moment that this returns.
    ///
    /// - Parameter filter: a libpcap expression (pcap-filter(7)); empty: every packet
    /// - Throws: ``CaptureRefusal``
    public init(_ lab: OpenedLab, links: [LinkReference], filter: String = "") throws {
        let places = try links.map { try lab.capturePlace(of: $0) }
        do {
            let opened = try CaptureHandle.open(places) {
                try CaptureHandle($0, filter: filter, snapLength: Self.snapLength, bufferSize: Self.bufferSize)
            }
            handles = places.compactMap { opened[$0] }
        } catch let failure as CaptureHandle.Failure {
            throw failure.isWrongFilter ? CaptureRefusal.wrongFilter(filter, failure.reason) : .cannotOpen(failure.link, failure.reason)
        }
        self.links = handles.map { ($0.link, $0.linkType) }
        order = TimeOrder(window: handles.count > 1 ? Self.window : 0)
    }

    deinit {
        for thread in (try? CaptureHandle.close(handles)) ?? [] { pthread_join(thread, nil) }
    }

    /// Waits until packets can be told, one of the descriptors is ready, or the deadline has passed.
    public func next(besides descriptors: [Int32] = [], until deadline: Deadline? = nil) throws(SystemError) -> Turn {
        var turn = Turn()
        while turn.packets.isEmpty, turn.ready.isEmpty, turn.lost.isEmpty {
            let ready = try Poll.ready(descriptors + handles.map(\.descriptor), until: earliest(deadline))
            turn.ready = Set(ready.filter { $0 < descriptors.count })
            let now = Self.now()
            turn.lost = drain()
            turn.packets = order.release(now: now)
            if let deadline, deadline.hasPassed { break }
        }
        return turn
    }

    /// Takes what is there, without waiting for more.
    public func finish() -> [(link: LinkReference, frame: Frame)] {
        Quiescence.await()
        _ = drain()
        return order.releaseAll()
    }

    /// How many packets the kernel's buffers could not hold.
    public var drops: Int { earlierDrops + handles.map(\.drops).reduce(0, +) }

    /// Takes what every tap has, not only what poll spoke of: a packet is released only when no other tap can
    /// still have an older one.
    private func drain() -> [(link: LinkReference, reason: String)] {
        var lost: [(link: LinkReference, reason: String)] = []
        var kept: [CaptureHandle] = []
        for handle in handles {
            if let reason = handle.drain(limit: Self.packetsPerTurn, { order.add(handle.link, $0) }) {
                lost.append((handle.link, reason))
                earlierDrops += handle.drops
                handle.close()
            } else {
                kept.append(handle)
            }
        }
        handles = kept
        return lost
    }

    /// The caller's deadline, or when the first packet that is held can go.
    private func earliest(_ deadline: Deadline?) -> Deadline? {
        guard let release = order.nextRelease else { return deadline }
        let now = Self.now()
        let own = Deadline(in: .nanoseconds(release > now ? Int64(clamping: release - now) : 0))
        guard let deadline, deadline.remaining < own.remaining else { return own }
        return deadline
    }

    /// By the clock that stamps packets.
    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// Why packets cannot be taken as asked.
public enum CaptureRefusal: Error, Sendable, CustomStringConvertible {
    case wrongFilter(String, String)
    case cannotOpen(LinkReference, String)

    public var description: String {
        switch self {
        case .wrongFilter(let filter, let reason): "\"\(filter)\" is no filter: \(reason) (see pcap-filter(7))"
        case .cannotOpen(let link, let reason): "cannot capture on \(link): \(reason)"
        }
    }
}
