import Synchronization

/// What a relay has carried: `ip -s tunnel show`. Bytes are those of the inner packets.
struct RelayStatistics: Sendable, Hashable {
    /// Into the tunnel, out on the wire.
    var sentPackets: UInt64 = 0
    var sentBytes: UInt64 = 0
    /// Dropped on the way out, as the kernel's tunnel would (IPv6, no route, a loop, too long), or for want of room.
    var sendErrors: UInt64 = 0
    /// From the wire, out of the tunnel.
    var receivedPackets: UInt64 = 0
    var receivedBytes: UInt64 = 0
    /// Dropped on the way in: no IPv4 packet inside, cut short, wrongly marked, or the device was down.
    var receiveErrors: UInt64 = 0

    init() {}

    static func + (one: RelayStatistics, other: RelayStatistics) -> RelayStatistics {
        var sum = one
        for field in [
            \RelayStatistics.sentPackets, \.sentBytes, \.sendErrors, \.receivedPackets, \.receivedBytes, \.receiveErrors,
        ] { sum[keyPath: field] += other[keyPath: field] }
        return sum
    }
}

/// The statistics as others see them: the relay's thread writes after each batch, anybody reads.
final class RelayCounters: Sendable {
    private let value = Mutex(RelayStatistics())

    var statistics: RelayStatistics { value.withLock { $0 } }

    func publish(_ statistics: RelayStatistics) { value.withLock { $0 = statistics } }
}
