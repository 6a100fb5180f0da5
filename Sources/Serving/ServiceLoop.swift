import CLinux
import Glibc
import Namespaces
import Synchronization

/// The one thread that serves all of a lab's servers: it waits with poll(2) for whatever happens first, and
/// nothing that it does waits for anything else.
final class ServiceLoop: Sendable {
    private struct State: Sendable {
        var commands: [@Sendable (Attendance) -> Void] = []
        var handled = 0
        var isStopping = false
    }

    private let state = Monitor(State())
    /// Wakes the thread.
    private let wake: Bell
    private let thread = Mutex<pthread_t?>(nil)
    let visitors = Visitors()

    init() throws {
        wake = try Bell()
        let started = try OwnThread.start { self.run() }
        thread.withLock { $0 = started }
    }

    /// Does something with the members on the loop's thread, and returns when it is done.
    func perform(_ command: @escaping @Sendable (Attendance) -> Void) {
        let target = state.withLock { state in
            state.commands.append(command)
            return state.handled + state.commands.count
        }
        wake.ring()
        state.wait { $0.handled < target ? nil : () }
    }

    /// Ends the thread and closes everything that it waited for.
    func stop() {
        state.withLock { $0.isStopping = true }
        wake.ring()
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let running { pthread_join(running, nil) }
    }

    private func run() {
        clinux_name_thread("warren servers")
        let attendance = Attendance(visitors: visitors)
        while true {
            var members = Array(attendance.members.values)
            var polled = [pollfd(fd: wake.number, events: Int16(POLLIN), revents: 0)]
            // A negative descriptor is one that poll leaves out.
            polled += members.map { pollfd(fd: $0.events == 0 ? -1 : $0.descriptor, events: $0.events, revents: 0) }
            let left = members.lazy.compactMap(\.deadline).min().map { max(.zero, $0 - ContinuousClock.now).components }
            let result = clinux_ppoll(
                &polled, UInt32(polled.count), left.map { Int64($0.seconds) } ?? -1,
                left.map { Int64($0.attoseconds / 1_000_000_000) } ?? 0)
            guard result >= 0 || errno == EINTR else { continue }

            if polled[0].revents != 0 {
                wake.silence()
                let commands = state.withLock { state in
                    defer { state.commands = [] }
                    return state.commands
                }
                for command in commands { command(attendance) }
                // Who waits for the end of a server waits for the end of its socket.
                members = []
                let isStopping = state.withLock { state in
                    state.handled += commands.count
                    return state.isStopping
                }
                if isStopping { return }
                continue
            }
            for (position, member) in members.enumerated() {
                let events = polled[position + 1].revents
                let isDue = member.deadline.map { $0 <= ContinuousClock.now } ?? false
                // Another member, or a command, may have removed it meanwhile.
                if events != 0 || isDue, attendance.members[ObjectIdentifier(member)] != nil { member.attend(events, attendance) }
            }
        }
    }
}
