internal import CLinux
internal import Glibc
package import Namespaces

/// Descriptors that a loop waits for, each for reading, for writing or for both: ppoll(2).
package struct Readiness {
    package init() {}

    private var polled: [pollfd] = []
    private var positions: [Int32: Int] = [:]

    /// Adds a descriptor; its errors and its end are told in any case.
    package mutating func add(_ descriptor: Int32, reads: Bool = true, writes: Bool = false) {
        positions[descriptor] = polled.count
        polled.append(pollfd(fd: descriptor, events: Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), revents: 0))
    }

    /// Waits until there is something to tell, or so long.
    package mutating func wait(_ time: Duration?) throws(SystemError) {
        let parts = time.map { max(.zero, $0).components }
        let result = clinux_ppoll(
            &polled, UInt32(polled.count), parts.map { Int64($0.seconds) } ?? -1, parts.map { Int64($0.attoseconds / 1_000_000_000) } ?? 0)
        if result < 0 {
            guard errno == EINTR else { throw SystemError("ppoll") }
            for position in polled.indices { polled[position].revents = 0 }
        }
    }

    /// Whether the descriptor can be read, or has an end or an error to tell.
    package func canRead(_ descriptor: Int32) -> Bool { told(descriptor) & Int32(POLLIN | POLLHUP | POLLERR) != 0 }

    package func canWrite(_ descriptor: Int32) -> Bool { told(descriptor) & Int32(POLLOUT | POLLERR) != 0 }

    /// Whether nobody is at the other end any more.
    package func isHungUp(_ descriptor: Int32) -> Bool { told(descriptor) & Int32(POLLHUP | POLLERR | POLLNVAL) != 0 }

    private func told(_ descriptor: Int32) -> Int32 { positions[descriptor].map { Int32(polled[$0].revents) } ?? 0 }
}
