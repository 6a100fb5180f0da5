import CLinux
import Glibc

/// Waiting for descriptors: poll(2).
enum Poll {
    /// Waits until one of the descriptors can be read, or has an error to tell.
    ///
    /// - Returns: whether one can; `false` when the deadline has passed.
    static func wait(for descriptors: [Int32], until deadline: Deadline?) throws(SystemError) -> Bool {
        !(try ready(descriptors, until: deadline)).isEmpty
    }

    /// The positions of those that can be read; empty when the deadline has passed.
    ///
    /// - Parameter caller: one whose hanging up alone is told, with the position after all others
    static func ready(_ descriptors: [Int32], hangingUp caller: Int32? = nil, until deadline: Deadline?) throws(SystemError) -> [Int] {
        var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        if let caller { polled.append(pollfd(fd: caller, events: 0, revents: 0)) }
        while true {
            // In nanoseconds: probes wait for fractions of a millisecond.
            let left = deadline?.remaining.components
            let result = clinux_ppoll(
                &polled, UInt32(polled.count), left.map { Int64($0.seconds) } ?? -1,
                left.map { Int64($0.attoseconds / 1_000_000_000) } ?? 0)
            if result >= 0 { return polled.indices.filter { polled[$0].revents != 0 } }
            if errno != EINTR { throw SystemError("ppoll") }
        }
    }
}
