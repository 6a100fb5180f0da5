import Glibc
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
        var drained = 0
        var isStopping = false
    }

    private let state = Mutex(State())
    /// Wakes the thread.
    private let wake: Bell
    /// Rung by the thread after each drain.
    private let done: Bell
    private let thread = Mutex<pthread_t?>(nil)

    init() throws {
        wake = try Bell()
        done = try Bell()
        let started = try OwnThread.start { self.run() }
        thread.withLock { $0 = started }
    }

    /// The links on which packets are taken, and the type of their frames.
    var links: [(link: LinkReference, type: LinkType)] {
        state.withLock { $0.handles.map { ($0.key.link, $0.value.linkType) } }.sorted { $0.0.description < $1.0.description }
    }

    /// Takes packets on these links from now on, and on no others.
    ///
    /// On return they are taken on all of them. Opening and closing a tap each wait for a grace period in the
    /// kernel, some 20 ms; so taps are kept where the link is still the same, and opened and closed side by side.
    func watch(_ places: [CapturePlace]) throws {
        let wanted = Set(places)
        let present = state.withLock { Set($0.handles.keys) }
        let opened = try CaptureHandle.open(wanted.subtracting(present)) { try CaptureHandle($0) }
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
    func drain() {
        Quiescence.await()
        let target = state.withLock { $0.drained } + 1
        wake.ring()
        while state.withLock({ $0.drained < target }) { done.wait() }
    }

    /// Takes the packets that have come since the last call, in the order of time.
    func take(_ dissector: Dissector = Dissector()) -> [CapturedPacket] {
        let packets = state.withLock { state in
            defer { state.packets = [] }
            return state.packets
        }
        return packets.sorted { $0.frame.timestamp < $1.frame.timestamp }.map { CapturedPacket(link: $0.link, frame: $0.frame, dissector: dissector) }
    }

    /// How many packets each link's buffer could not hold since its tap was opened; only of links that lost any.
    var drops: [LinkReference: Int] {
        let handles = state.withLock { $0.handles }
        var drops: [LinkReference: Int] = [:]
        for (place, handle) in handles where handle.drops > 0 { drops[place.link] = handle.drops }
        return drops
    }

    /// Ends the capture, and waits for its thread and for the kernel to let go of the taps.
    func stop() {
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
            var packets: [(link: LinkReference, frame: Frame)] = []
            for handle in readable { handle.drain { packets.append((handle.link, $0)) } }
            let isStopping = state.withLock { state in
                state.packets += packets
                if isWoken { state.drained += 1 }
                return state.isStopping
            }
            if isWoken { done.ring() }
            if isStopping { return }
        }
    }
}
