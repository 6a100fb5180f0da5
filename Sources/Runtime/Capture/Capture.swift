import Glibc
import Packets
import Synchronization
import Warren

/// Captures on any number of links at once.
///
/// A thread of its own takes the packets from the kernel as they come, so that a busy link does not overrun
/// its buffer while a probe waits. ``drain()`` says when everything that was sent before is there.
final class Capture: Sendable {
    private struct State: Sendable {
        var packets: [(link: LinkReference, frame: Frame)] = []
        var drops: [LinkReference: Int] = [:]
        var drained = 0
        var isStopping = false
    }

    let links: [LinkReference]
    let linkTypes: [LinkReference: LinkType]
    private let state = Mutex(State())
    /// Wakes the thread.
    private let wake: Bell
    /// Told by the thread after each drain.
    private let done: Bell
    private let thread: Mutex<pthread_t?>

    /// Opens a capture on each link; packets are taken on all of them when this returns.
    ///
    /// Opening waits for an RCU grace period in the kernel, so the links are opened side by side.
    init(_ links: [LinkReference], in network: Network, filter: String? = nil) throws {
        self.links = links
        wake = try Bell()
        done = try Bell()
        thread = Mutex(nil)
        let handles = try Self.open(links, in: network, filter)
        linkTypes = Dictionary(handles.map { ($0.link, $0.linkType) }) { first, _ in first }
        // Given to the thread, which alone uses them from here on.
        nonisolated(unsafe) let owned = handles
        let loop = Loop(capture: self)
        let started = try OwnThread.start { loop.run(owned) }
        thread.withLock { $0 = started }
    }

    private static func open(_ links: [LinkReference], in network: Network, _ filter: String?) throws -> [CaptureHandle] {
        let results = Mutex<[Int: Result<Opened, any Error>]>([:])
        var threads: [pthread_t] = []
        for (position, link) in links.enumerated() {
            guard let namespace = network.nodes[link.node]?.namespace else {
                throw CaptureHandle.Failure(link: link, reason: "no node \(link.node)")
            }
            threads.append(
                try OwnThread.start {
                    let result = Result { try Opened(handle: OwnThread.entering(namespace.descriptor.number) { try CaptureHandle(link, filter: filter) }) }
                    results.withLock { $0[position] = result }
                })
        }
        for thread in threads { pthread_join(thread, nil) }
        let opened = results.withLock { $0 }
        return try links.indices.map { position in
            guard let result = opened[position] else { throw CaptureHandle.Failure(link: links[position], reason: "its thread died") }
            return try result.get().handle
        }
    }

    /// A handle on its way from the thread that opened it to the one that reads it.
    ///
    /// Unchecked: each of the two has it alone; the joining of the first comes between.
    private struct Opened: @unchecked Sendable {
        let handle: CaptureHandle
    }

    /// Waits until every packet that a tap has taken is in ``take()``'s reach.
    func drain() {
        Quiescence.await()
        let target = state.withLock { $0.drained } + 1
        wake.ring()
        while state.withLock({ $0.drained < target }) { done.wait() }
    }

    /// Takes the packets that have come since the last call, in the order of time.
    func take() -> [CapturedPacket] {
        let packets = state.withLock { state in
            defer { state.packets = [] }
            return state.packets
        }
        return packets.sorted { $0.frame.timestamp < $1.frame.timestamp }.map { CapturedPacket(link: $0.link, frame: $0.frame) }
    }

    /// How many packets each link's buffer could not hold.
    var drops: [LinkReference: Int] { state.withLock { $0.drops } }

    /// Ends the capture and waits for its thread.
    func stop() {
        state.withLock { $0.isStopping = true }
        wake.ring()
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let running { pthread_join(running, nil) }
    }

    /// What the thread does.
    private struct Loop: Sendable {
        let capture: Capture

        func run(_ handles: [CaptureHandle]) {
            let descriptors = [capture.wake.number] + handles.map(\.descriptor)
            while true {
                let ready = (try? Poll.ready(descriptors, until: nil)) ?? []
                let isWoken = ready.contains(0)
                if isWoken { capture.wake.silence() }
                // When woken, all of them: what poll said may be older than the wish.
                let positions = isWoken ? Array(handles.indices) : ready.map { $0 - 1 }
                var packets: [(link: LinkReference, frame: Frame)] = []
                for position in positions {
                    handles[position].drain { packets.append((handles[position].link, $0)) }
                }
                let isStopping = capture.state.withLock { state in
                    state.packets += packets
                    if isWoken {
                        state.drained += 1
                        for handle in handles { state.drops[handle.link] = handle.drops }
                    }
                    return state.isStopping
                }
                if isWoken { capture.done.ring() }
                if isStopping { return }
            }
        }
    }
}
