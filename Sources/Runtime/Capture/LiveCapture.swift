import Glibc
import Packets
import Synchronization
import Warren

/// The packets of a running lab's links while they pass, in the order of time.
///
/// A thread of its own takes them from the kernel, whose buffers have few places, and keeps them in memory until
/// ``next(besides:until:)`` is called: printing is slower than a link, and whoever reads what is printed may be slower
/// still. When that memory is full, packets stay in the kernel, and are dropped and counted there.
public final class LiveCapture: Sendable {
    /// What one wait has brought.
    public struct Turn: Sendable {
        /// In the order of time, over all links.
        public var packets: [(link: LinkReference, frame: Frame)] = []
        /// Links that give no more packets, with the reason in libpcap's words.
        public var lost: [(link: LinkReference, reason: String)] = []
        /// The positions of those of the caller's descriptors that are ready.
        public var ready: Set<Int> = []
    }

    private struct Queue: Sendable {
        var turn = Turn()
        /// Of the packets in it.
        var bytes = 0
        var failure: SystemError?
    }

    /// In bytes; a packet counts for what it takes beside its own bytes too.
    private static let capacity = 256 << 20, perPacket = 128

    /// Handed back and forth: the thread has them until it has been joined, and the caller afterwards.
    private nonisolated(unsafe) var taps: LiveTaps
    private let queue = Mutex(Queue())
    /// Rung when something has come into the queue, when it has been emptied, and when the thread is to end.
    private let arrived: Bell, emptied: Bell, stop: Bell
    private let thread = Mutex<pthread_t?>(nil)
    /// The links on which packets are taken, and the type of their frames, in the order in which they were asked for.
    public let links: [(link: LinkReference, type: LinkType)]

    /// Takes packets from the moment that this returns, until ``finish()``.
    ///
    /// - Parameter filter: a libpcap expression (pcap-filter(7)); empty: every packet
    /// - Throws: ``CaptureRefusal``
    public init(_ lab: OpenedLab, links: [LinkReference], filter: String = "") throws {
        let places = try links.map { try lab.capturePlace(of: $0) }
        do {
            taps = try LiveTaps(places, filter: filter)
        } catch let failure as CaptureHandle.Failure {
            throw failure.isWrongFilter ? CaptureRefusal.wrongFilter(filter, failure.reason) : .cannotOpen(failure.link, failure.reason)
        }
        self.links = taps.links
        (arrived, emptied, stop) = (try Bell(), try Bell(), try Bell())
        let started = try OwnThread.start { self.run() }
        thread.withLock { $0 = started }
    }

    deinit { taps.close() }

    /// Waits until there are packets, one of the descriptors is ready, or the deadline has passed.
    public func next(besides descriptors: [Int32] = [], until deadline: Deadline? = nil) throws(SystemError) -> Turn {
        let ready = try Poll.ready(descriptors + [arrived.number], until: deadline)
        arrived.silence()
        var turn = try takeQueue()
        turn.ready = Set(ready.filter { $0 < descriptors.count })
        return turn
    }

    /// Ends the taking, and gives what was there until now.
    public func finish() throws(SystemError) -> Turn {
        join()
        var turn = try takeQueue()
        let last = taps.finish()
        turn.packets += last.packets
        turn.lost += last.lost
        return turn
    }

    /// How many packets the kernel's buffers could not hold. To be asked after ``finish()``.
    public var drops: Int {
        join()
        return taps.drops
    }

    private func takeQueue() throws(SystemError) -> Turn {
        let taken = queue.withLock { queue in
            defer { queue = Queue() }
            return queue
        }
        emptied.ring()
        if let failure = taken.failure { throw failure }
        return taken.turn
    }

    private func join() {
        stop.ring()
        let running = thread.withLock { $0.take() }
        if let running { pthread_join(running, nil) }
    }

    /// What the thread does.
    private func run() {
        while true {
            let isFull: Bool
            do throws(SystemError) {
                let turn = try taps.next(besides: stop.number)
                isFull = queue.withLock { queue in
                    queue.turn.packets += turn.packets
                    queue.turn.lost += turn.lost
                    queue.bytes += turn.packets.reduce(0) { $0 + $1.frame.bytes.count + Self.perPacket }
                    return queue.bytes > Self.capacity
                }
                if !turn.packets.isEmpty || !turn.lost.isEmpty { arrived.ring() }
                if isFull { _ = try Poll.wait(for: [emptied.number, stop.number], until: nil) }
            } catch {
                queue.withLock { $0.failure = error }
                arrived.ring()
                return
            }
            emptied.silence()
            if (try? Poll.wait(for: [stop.number], until: Deadline(in: .zero))) ?? true { return }
        }
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
