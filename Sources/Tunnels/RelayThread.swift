import CLinux
import Glibc
import Namespaces
import Synchronization

/// The thread that does the work of all relays of a network.
///
/// One for all, because what one relay sends, another of the same network receives: the kernel has carried it there when the
/// call returns, and nobody need be woken to take it. To wake a thread takes longer than all the rest of a packet's way.
///
/// It runs while there are relays. Who may touch what: a ``RelayLoop`` is the thread's alone once it was added. The lists of
/// those that come and go have a lock; the poller may be used by anybody.
package final class RelayThread: Sendable {
    private struct State {
        var isRunning = false
        var arriving: [UInt64: RelayWork] = [:]
        var leaving: Set<UInt64> = []
        var next: UInt64 = 1
    }

    /// A relay on its way to the thread, and there.
    ///
    /// Unchecked, because the one way of the loop from the thread that made it to the one that runs it leads through `State`,
    /// whose lock both take; nobody else looks inside.
    private final class RelayWork: @unchecked Sendable {
        /// `nil` when the thread has let go of it.
        var loop: RelayLoop?
        let gone: Monitor<Bool>

        init(_ loop: RelayLoop, gone: Monitor<Bool>) { (self.loop, self.gone) = (loop, gone) }
    }

    /// The token of the bell. A source of a relay has the relay's number and what is then at hand.
    private static let wakeToken: UInt64 = 0
    private static let sourceBits: UInt64 = 5

    private let state = Mutex(State())
    private let poller: Descriptor
    private let wake: Bell

    package init() throws(SystemError) {
        poller = try Descriptor(clinux_epoll(), from: "epoll_create1")
        wake = try Bell()
        guard clinux_epoll_add(poller.number, wake.number, Self.wakeToken) == 0 else { throw SystemError("epoll_ctl") }
    }

    /// Lets the thread do this relay's work from now on.
    ///
    /// - Parameter gone: becomes true when that has ended, by ``remove(_:)`` or because the device is gone
    /// - Returns: what ``remove(_:)`` takes
    func add(_ loop: sending RelayLoop, gone: Monitor<Bool>) throws -> UInt64 {
        let sources = loop.sources
        let work = RelayWork(loop, gone: gone)
        let number = try state.withLock { state in
            if !state.isRunning {
                pthread_detach(try OwnThread.start { self.run() })
                state.isRunning = true
            }
            let number = state.next
            state.next += 1
            state.arriving[number] = work
            return number
        }
        for source in sources {
            let token = number << Self.sourceBits | source.ready.rawValue
            guard clinux_epoll_add(poller.number, source.descriptor, token) == 0 else {
                let error = SystemError("epoll_ctl", "the packets of a tunnel")
                remove(number)
                throw error
            }
        }
        return number
    }

    /// Ends a relay's work. When `gone` is true, the thread has let go of it.
    func remove(_ number: UInt64) {
        let isRunning = state.withLock { state in
            if state.isRunning { state.leaving.insert(number) }
            return state.isRunning
        }
        if isRunning { wake.ring() }
    }

    private func run() {
        clinux_name_thread("warren-ipip")
        var relays: [UInt64: RelayWork] = [:]
        var ready: [UInt64: RelayLoop.Ready] = [:]
        let events = UnsafeMutablePointer<clinux_event>.allocate(capacity: 64)
        defer { events.deallocate() }
        while admit(&relays) {
            let count = Int(clinux_epoll_wait(poller.number, events, 64))
            for event in 0..<max(count, 0) {
                guard events[event].token != Self.wakeToken else {
                    wake.silence()
                    continue
                }
                note(events[event], in: &ready)
            }
            // Who was added before its descriptors were, is here now.
            guard admit(&relays) else { return }
            for (number, ready) in ready {
                guard let relay = relays[number], let loop = relay.loop, !loop.turn(ready) else { continue }
                relays[number] = nil
                letGo(relay)
            }
            ready.removeAll(keepingCapacity: true)
        }
    }

    private func note(_ event: clinux_event, in ready: inout [UInt64: RelayLoop.Ready]) {
        let source = RelayLoop.Ready(rawValue: event.token & (1 << Self.sourceBits - 1))
        var found: RelayLoop.Ready = []
        // A device or a monitor that is broken says so when it is read.
        if event.is_readable != 0 || source != .outer { found.insert(source) }
        if event.is_broken != 0, source == .outer { found.insert(.errors) }
        ready[event.token >> Self.sourceBits, default: []].formUnion(found)
    }

    /// Takes in who has come and lets go of who is to leave.
    /// - Returns: whether there is anything left to do. If not, the thread counts as ended.
    private func admit(_ relays: inout [UInt64: RelayWork]) -> Bool {
        let (leaving, isLast) = state.withLock { state in
            relays.merge(state.arriving) { $1 }
            state.arriving.removeAll()
            let leaving = state.leaving.compactMap { relays.removeValue(forKey: $0) }
            state.leaving.removeAll()
            if relays.isEmpty { state.isRunning = false }
            return (leaving, relays.isEmpty)
        }
        for relay in leaving { letGo(relay) }
        return !isLast
    }

    private func letGo(_ relay: RelayWork) {
        for source in relay.loop?.sources ?? [] { _ = clinux_epoll_remove(poller.number, source.descriptor) }
        relay.loop = nil
        relay.gone.withLock { $0 = true }
    }
}
