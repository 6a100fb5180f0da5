import Glibc
import Namespaces
import Packets
import Synchronization
import Warren

/// The packets of a running lab's links while they pass, in the order of time.
///
/// A thread of its own takes them from the kernel, whose buffers have few places, and keeps them in memory until
/// ``next(besides:until:)`` is called: printing is slower than a link, and whoever reads what is printed may be slower
/// still. When that memory is full, packets stay in the kernel, and are dropped and counted there.
package final class LiveCapture: Sendable {
    /// What one wait has brought.
    package struct Turn: Sendable {
        /// In the order of time, over all links.
        package var packets: [(link: LinkReference, frame: Frame)] = []
        /// Taps that give no more packets, with the reason, mostly in libpcap's words.
        var lost: [(place: CapturePlace, reason: String)] = []
        /// Their links.
        package var lostLinks: [(link: LinkReference, reason: String)] { lost.map { ($0.place.link, $0.reason) } }
        /// The positions of those of the caller's descriptors that are ready.
        package var ready: Set<Int> = []
    }

    /// A link, and the type of its frames.
    package typealias Link = (link: LinkReference, type: LinkType)

    /// What is to become different about the taps.
    private enum Wish: Sendable {
        case add(CapturePlace, CaptureHandle)
        case drop(String)
    }

    private struct Queue: Sendable {
        var turn = Turn()
        /// Of the packets in it.
        var bytes = 0
        var failure: SystemError?
    }

    /// In bytes; a packet counts for what it takes beside its own bytes too.
    private static let capacity = 64 << 20, perPacket = 128

    /// Handed back and forth: the thread has them until it has been joined, and the caller afterwards.
    private nonisolated(unsafe) var taps: LiveTaps
    private let queue = Mutex(Queue())
    /// Rung when something has come into the queue, when it has been emptied, and when the thread is to end.
    private let arrived: Bell, emptied: Bell, stop: Bell
    private let wishes = Mutex<[Wish]>([])
    /// Rung when there are wishes.
    private let wished: Bell
    private let thread = Mutex<pthread_t?>(nil)
    /// The links with which it began, in the order in which they were asked for.
    package let links: [Link]
    private let filter: String
    private let size: CaptureSize
    private let livePlaces: Mutex<[CapturePlace]>
    /// Where there are taps now.
    var places: [CapturePlace] { livePlaces.withLock { $0 } }

    /// Takes packets from the moment that this returns, until ``finish()``.
    ///
    /// - Parameters:
    ///   - links: each once
    ///   - filter: a libpcap expression (pcap-filter(7)); empty: every packet
    ///   - wholly: whether whole packets are taken; otherwise as much of them as is printed
    /// - Throws: ``CaptureRefusal``
    package init(_ lab: any CapturedLab, links: [LinkReference], filter: String = "", wholly: Bool) throws {
        let places = try links.map { try lab.capturePlace(of: $0) }
        let size = wholly ? CaptureSize.whole(links: places.count) : .lines(links: places.count)
        let opened: [LiveTaps.Tap]
        do {
            let handles = try CaptureHandle.open(places) { try CaptureHandle($0, filter: filter, size: size) }
            opened = places.compactMap { place in handles[place].map { (place, $0) } }
        } catch let failure as CaptureHandle.Failure {
            throw failure.isWrongFilter ? CaptureRefusal.wrongFilter(filter, failure.reason) : .cannotOpen(failure.link, failure.reason)
        }
        taps = LiveTaps(opened)
        self.links = opened.map { ($0.handle.link, $0.handle.linkType) }
        (self.filter, self.size) = (filter, size)
        livePlaces = Mutex(places)
        (arrived, emptied, stop, wished) = (try Bell(), try Bell(), try Bell(), try Bell())
        let started = try OwnThread.start { self.run() }
        thread.withLock { $0 = started }
    }

    deinit { taps.close() }

    /// Waits until there are packets, one of the descriptors is ready, or the deadline has passed.
    package func next(besides descriptors: [Int32] = [], until deadline: Deadline? = nil) throws(SystemError) -> Turn {
        let ready = try Poll.ready(descriptors + [arrived.number], until: deadline)
        arrived.silence()
        var turn = try takeQueue()
        turn.ready = Set(ready.filter { $0 < descriptors.count })
        return turn
    }

    /// Takes packets on one more link from the moment that this returns.
    func add(_ place: CapturePlace) throws -> Link {
        let handle = try OwnThread.run(in: place.namespace.number) { [filter, size] in
            try CaptureHandle(place.link, filter: filter, size: size)
        }
        livePlaces.withLock { $0.append(place) }
        wish(.add(place, handle))
        return (handle.link, handle.linkType)
    }

    /// Takes none any more on a node's links. They are told as lost.
    func drop(_ node: String) {
        livePlaces.withLock { $0.removeAll { $0.link.node == node } }
        wish(.drop(node))
    }

    private func wish(_ wish: Wish) {
        wishes.withLock { $0.append(wish) }
        wished.ring()
    }

    /// By the one who has the taps.
    private func grantWishes() -> Turn {
        let wishes = wishes.withLock { wishes in
            defer { wishes = [] }
            return wishes
        }
        var turn = Turn()
        for wish in wishes {
            switch wish {
            case .add(let place, let handle): taps.add((place, handle))
            case .drop(let node): turn.lost += taps.drop(node).lost
            }
        }
        return turn
    }

    /// Ends the taking, and gives what was there until now.
    package func finish() throws(SystemError) -> Turn {
        join()
        var turn = try takeQueue()
        turn.lost += grantWishes().lost
        let last = taps.finish()
        turn.packets += last.packets
        turn.lost += last.lost
        return turn
    }

    /// How many packets the kernel's buffers could not hold. To be asked after ``finish()``.
    package var drops: Int {
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
        let lost = taken.turn.lost.map(\.place)
        // Under the same name and index there may be another one by now, in a node that was made anew.
        livePlaces.withLock { $0.removeAll { place in lost.contains { $0 == place && $0.namespace === place.namespace } } }
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
                var turn = try taps.next(besides: [stop.number, wished.number])
                wished.silence()
                turn.lost += grantWishes().lost
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
package enum CaptureRefusal: Error, Sendable, CustomStringConvertible {
    case wrongFilter(String, String)
    case cannotOpen(LinkReference, String)

    package var description: String {
        switch self {
        case .wrongFilter(let filter, let reason): "\"\(filter)\" is no filter: \(reason) (see pcap-filter(7))"
        case .cannotOpen(let link, let reason): "cannot capture on \(link): \(reason)"
        }
    }
}
