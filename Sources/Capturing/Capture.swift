import Glibc
import Namespaces
import Packets
import Synchronization
import Warren

/// Captures on any number of links at once.
///
/// A thread of its own takes the packets from the kernel as they come, so that a busy link does not overrun
/// its buffer while a probe waits. ``drain()`` says when everything that was sent before is there.
package final class Capture: Sendable {
    private struct State: Sendable {
        var handles: [CapturePlace: CaptureHandle] = [:]
        var packets: [(link: LinkReference, frame: Frame)] = []
        /// Of the packets, in bytes.
        var size = 0
        /// Whether packets are kept, or let go by as they come.
        var isKeeping = false
        /// What each tap had lost when packets were last begun to be kept.
        var lostBefore: [CapturePlace: Int] = [:]
        /// How many packets that were to be kept were lost.
        var lost: [LinkReference: Int] = [:]
        /// How many drains have been asked for, and how many the thread has done.
        var asked = 0, drained = 0
        var isStopping = false
    }

    /// How many bytes are kept at the most; a packet counts for what it takes beside its own bytes too.
    private static let capacity = 512 << 20, perPacket = 128

    private let state = Monitor(State())
    /// Wakes the thread.
    private let wake: Bell
    private let thread = Mutex<pthread_t?>(nil)

    package init() throws {
        wake = try Bell()
        let started = try OwnThread.start { self.run() }
        thread.withLock { $0 = started }
    }

    /// The links on which packets are taken, and the type of their frames.
    package var links: [(link: LinkReference, type: LinkType)] {
        state.withLock { $0.handles.map { ($0.key.link, $0.value.linkType) } }.sorted { $0.0.description < $1.0.description }
    }

    /// Takes packets on these links from now on, and on no others.
    ///
    /// - Parameter wholly: whether whole packets are taken, rather than only their headers
    ///
    /// On return they are taken on all of them. Opening and closing a tap each wait for a grace period in the
    /// kernel, some 20 ms; so taps are kept where the link is still the same, and opened and closed side by side.
    package func watch(_ places: [CapturePlace], wholly: Bool = false) throws {
        let wanted = Set(places)
        let present = state.withLock { Set($0.handles.keys) }
        let size = wholly ? CaptureSize.whole(links: wanted.count) : .headers
        let opened = try CaptureHandle.open(wanted.subtracting(present)) { try CaptureHandle($0, size: size) }
        let stale = state.withLock { state in
            let stale = state.handles.filter { !wanted.contains($0.key) }
            for place in stale.keys { state.handles[place] = nil }
            state.handles.merge(opened) { _, new in new }
            return Array(stale.values)
        }
        // After a drain the thread has seen the new set, and nobody uses the old ones.
        drain()
        for thread in try CaptureHandle.close(stale) { pthread_detach(thread) }
    }

    /// Waits until every packet that a tap has taken is in ``take()``'s reach.
    package func drain() {
        Quiescence.await()
        let target = state.withLock { state in
            state.asked += 1
            return state.asked
        }
        wake.ring()
        state.wait { $0.drained < target ? nil : () }
    }

    /// Keeps packets from now on, or lets them go by: a flood that nobody asks about would only fill the memory.
    ///
    /// On return, every packet that comes is kept.
    package func keep(_ isWanted: Bool) {
        let before = state.withLock { state -> (count: Int, size: Int, lost: [LinkReference: Int])? in
            guard state.isKeeping != isWanted else { return nil }
            state.isKeeping = isWanted
            if !isWanted { Self.countLost(&state) }
            return (state.packets.count, state.size, state.lost)
        }
        guard let before, isWanted else { return }
        // The thread may have asked whether to keep before that was so, and be about to let packets go by. When it answers a
        // drain, it has asked since. What it has taken until then was in the buffers, and belongs to the time before.
        drain()
        state.withLock { state in
            state.packets.removeLast(max(0, state.packets.count - before.count))
            (state.size, state.lost) = (before.size, before.lost)
            state.lostBefore = state.handles.mapValues(\.drops)
        }
    }

    private static func countLost(_ state: inout State) {
        for (place, handle) in state.handles {
            let drops = handle.drops
            let lost = drops - (state.lostBefore[place] ?? 0)
            if lost > 0 { state.lost[place.link, default: 0] += lost }
            state.lostBefore[place] = drops
        }
    }

    /// Takes the packets that have come since the last call, in the order of time.
    package func take(_ dissector: Dissector = Dissector()) -> [CapturedPacket] {
        let packets = state.withLock { state in
            defer { (state.packets, state.size) = ([], 0) }
            return state.packets
        }
        return packets.sorted { $0.frame.timestamp < $1.frame.timestamp }.map { CapturedPacket(link: $0.link, frame: $0.frame, dissector: dissector) }
    }

    /// How many packets of each link were to be kept and were lost since the last call, because nobody took them in
    /// time or there was no room for them; only of links that lost any.
    package func takeLost() -> [LinkReference: Int] {
        state.withLock { state in
            if state.isKeeping { Self.countLost(&state) }
            defer { state.lost = [:] }
            return state.lost
        }
    }

    /// Ends the capture, and waits for its thread and for the kernel to let go of the taps.
    package func stop() {
        let handles = state.withLock { state in
            state.isStopping = true
            return Array(state.handles.values)
        }
        wake.ring()
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let running else { return }
        pthread_join(running, nil)
        state.withLock { $0.handles = [:] }
        for thread in (try? CaptureHandle.close(handles)) ?? [] { pthread_join(thread, nil) }
    }

    /// What the thread does.
    private func run() {
        while true {
            let handles = state.withLock { Array($0.handles.values) }
            let ready = (try? Poll.ready([wake.number] + handles.map(\.descriptor), until: nil)) ?? []
            let isWoken = ready.contains(0)
            if isWoken { wake.silence() }
            // When woken, all of them: what poll said may be older than the wish.
            let readable = isWoken ? handles : ready.map { handles[$0 - 1] }
            let (isKeeping, room, asked) = state.withLock { ($0.isKeeping, Self.capacity - $0.size, $0.asked) }
            var packets: [(link: LinkReference, frame: Frame)] = []
            var lost: [LinkReference: Int] = [:]
            var size = 0
            for handle in readable {
                guard isKeeping else {
                    handle.discard()
                    continue
                }
                handle.drain { frame in
                    guard size < room else { return lost[handle.link, default: 0] += 1 }
                    size += frame.bytes.count + Self.perPacket
                    packets.append((handle.link, frame))
                }
            }
            let isStopping = state.withLock { state in
                state.packets += packets
                state.size += size
                state.lost.merge(lost, uniquingKeysWith: +)
                if isWoken { state.drained = asked }
                return state.isStopping
            }
            if isStopping { return }
        }
    }
}
