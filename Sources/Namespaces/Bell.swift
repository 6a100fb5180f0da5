import CLinux
import Glibc

/// Something to ring from any thread that one thread waits for in `poll`, beside other things: eventfd(2).
///
/// One thread, because who silences it takes the rings from all. What several may wait for is a ``Monitor``.
package final class Bell: Sendable {
    private let descriptor: Descriptor

    package init() throws(SystemError) {
        descriptor = try Descriptor(clinux_eventfd(), from: "eventfd")
    }

    /// Readable once the bell has rung.
    package var number: Int32 { descriptor.number }

    package func ring() {
        var one: UInt64 = 1
        _ = write(number, &one, MemoryLayout<UInt64>.size)
    }

    /// Takes back every ring so far. Does not wait for one.
    package func silence() {
        var count: UInt64 = 0
        _ = read(number, &count, MemoryLayout<UInt64>.size)
    }

    /// Whether it has rung since it was last silenced.
    package var hasRung: Bool { (try? Poll.ready([number], until: Deadline(in: .zero))) != [] }

    /// Waits for a ring and takes it back, in work that is cancelled as well.
    package func wait() {
        _ = try? Poll.ready([number], until: nil)
        silence()
    }
}
