import CLinux
import Glibc

/// Waiting for descriptors: poll(2).
package enum Poll {
    /// Rings when whatever the calling thread waits for is not wanted any more.
    @TaskLocal package static var cancellation: Bell?

    /// Waits until one of the descriptors can be read, or has an error to tell.
    ///
    /// - Returns: whether one can; `false` when the deadline has passed.
    /// - Throws: also when ``cancellation`` rings: ECANCELED.
    package static func wait(for descriptors: [Int32], until deadline: Deadline?) throws(SystemError) -> Bool {
        let wanted = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        return !(try cancellable(wanted, until: deadline)).isEmpty
    }

    /// Waits until something happens to a descriptor: what poll(2) tells of it, and 0 when the deadline has passed.
    ///
    /// - Throws: also when ``cancellation`` rings: ECANCELED.
    package static func wait(for events: Int16, of descriptor: Int32, until deadline: Deadline?) throws(SystemError) -> Int16 {
        try cancellable([pollfd(fd: descriptor, events: events, revents: 0)], until: deadline).first?.revents ?? 0
    }

    /// The positions of those that can be read; empty when the deadline has passed.
    ///
    /// - Parameter caller: one whose hanging up alone is told, with the position after all others
    package static func ready(
        _ descriptors: [Int32], hangingUp caller: Int32? = nil, until deadline: Deadline?
    ) throws(SystemError) -> [Int] {
        var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        if let caller { polled.append(pollfd(fd: caller, events: 0, revents: 0)) }
        try poll(&polled, until: deadline)
        return polled.indices.filter { polled[$0].revents != 0 }
    }

    /// Those of which there is something to tell.
    private static func cancellable(_ wanted: [pollfd], until deadline: Deadline?) throws(SystemError) -> [pollfd] {
        var polled = wanted
        if let cancellation { polled.append(pollfd(fd: cancellation.number, events: Int16(POLLIN), revents: 0)) }
        try poll(&polled, until: deadline)
        if polled.dropFirst(wanted.count).contains(where: { $0.revents != 0 }) {
            throw SystemError("ppoll", errno: ECANCELED)
        }
        return polled.filter { $0.revents != 0 }
    }

    private static func poll(_ polled: inout [pollfd], until deadline: Deadline?) throws(SystemError) {
        while true {
            // In nanoseconds: probes wait for fractions of a millisecond.
            let left = deadline?.remaining.components
            let result = clinux_ppoll(
                &polled, UInt32(polled.count), left.map { Int64($0.seconds) } ?? -1,
                left.map { Int64($0.attoseconds / 1_000_000_000) } ?? 0)
            if result >= 0 { return }
            if errno != EINTR { throw SystemError("ppoll") }
        }
    }
}
