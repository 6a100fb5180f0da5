import Glibc
import Namespaces

/// Whether packets are still on their way within the kernel.
///
/// Taps see a packet as it passes. A packet that a veth has been given waits in a queue of its processor
/// until the network softirq runs; when those queues are empty, everything that was sent has passed all its
/// taps. The kernel tells their lengths in /proc/net/softnet_stat.
enum Quiescence {
    /// Waits until no packet waits in any processor's queue, or for 20 ms on a machine that is never quiet.
    static func await() {
        let deadline = Deadline(in: .milliseconds(20))
        while let waiting = backlog(), waiting > 0, !deadline.hasPassed { sched_yield() }
    }

    /// How many packets wait, over all processors; `nil` on a kernel that does not tell (before 5.10).
    static func backlog() -> Int? {
        let descriptor = open("/proc/net/softnet_stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return backlog(in: String(decoding: buffer.prefix(count), as: UTF8.self))
    }

    /// The twelfth column is the sum of both queues, in hexadecimal.
    static func backlog(in table: String) -> Int? {
        var sum = 0
        for line in table.split(separator: "\n") {
            let columns = line.split(separator: " ")
            guard columns.count > 11, let length = Int(columns[11], radix: 16) else { return nil }
            sum += length
        }
        return sum
    }
}
