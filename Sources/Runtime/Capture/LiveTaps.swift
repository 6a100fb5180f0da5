import Glibc
import Packets
import Warren

/// Taps on links of a running lab, and their packets in the order of time. Used by one thread at a time.
struct LiveTaps {
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
    /// In the order in which they were asked for.
    let links: [(link: LinkReference, type: LinkType)]

    init(_ places: [CapturePlace], filter: String) throws {
        let opened = try CaptureHandle.open(Set(places)) {
            try CaptureHandle($0, filter: filter, snapLength: Self.snapLength, bufferSize: Self.bufferSize)
        }
        // A link that is asked for twice is one.
        var left = opened
        handles = places.compactMap { left.removeValue(forKey: $0) }
        links = handles.map { ($0.link, $0.linkType) }
        order = TimeOrder(window: handles.count > 1 ? Self.window : 0)
    }

    /// Waits until a tap or the descriptor is readable, or packets that are held can go, and takes what there is.
    mutating func next(besides descriptor: Int32) throws(SystemError) -> LiveCapture.Turn {
        _ = try Poll.wait(for: [descriptor] + handles.map(\.descriptor), until: nextRelease)
        // Before the taps are read: what was stamped later may be missing.
        let now = Self.now()
        var turn = LiveCapture.Turn()
        turn.lost = drain()
        turn.packets = order.release(now: now)
        return turn
    }

    /// Takes what is there, without waiting for more.
    mutating func finish() -> LiveCapture.Turn {
        Quiescence.await()
        var turn = LiveCapture.Turn()
        turn.lost = drain(limit: .max)
        turn.packets = order.releaseAll()
        return turn
    }

    /// How many packets the kernel's buffers could not hold.
    var drops: Int { earlierDrops + handles.map(\.drops).reduce(0, +) }

    /// Ends the taps, and waits for the kernel to let go of them.
    mutating func close() {
        for thread in (try? CaptureHandle.close(handles)) ?? [] { pthread_join(thread, nil) }
        handles = []
    }

    /// Takes what every tap has, not only what poll spoke of: a packet is released only when no other tap can
    /// still have an older one.
    private mutating func drain(limit: Int = packetsPerTurn) -> [(link: LinkReference, reason: String)] {
        var lost: [(link: LinkReference, reason: String)] = []
        var kept: [CaptureHandle] = []
        for handle in handles {
            if let reason = handle.drain(limit: limit, { order.add(handle.link, $0) }) {
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

    /// When the first packet that is held can go.
    private var nextRelease: Deadline? {
        guard let release = order.nextRelease else { return nil }
        let now = Self.now()
        // The clock may have been set back since the packet was stamped: what is left is then no measure.
        return Deadline(in: .nanoseconds(release > now ? Int64(clamping: min(release - now, Self.window)) : 0))
    }

    /// By the clock that stamps packets.
    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
