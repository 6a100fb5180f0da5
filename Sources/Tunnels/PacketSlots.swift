/// Room for a batch of packets.
///
/// Everything is allocated once. A slot takes the longest packet that there is, but the kernel gives memory
/// only for the pages that are touched.
final class PacketSlots {
    /// Free bytes before each packet, for the outer header or an `OffloadHeader`.
    private static let headroom = 64
    private static let packetBytes = 65_536
    // One page more than a power of two: the slots would else compete for the same lines of the cache.
    private static let stride = packetBytes + 4096

    private let storage: UnsafeMutableRawPointer

    init() { storage = .allocate(byteCount: MessageVector.capacity * Self.stride, alignment: 4096) }

    deinit { storage.deallocate() }

    /// The room of one slot of `MessageVector.capacity`, behind its headroom.
    subscript(index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: storage + index * Self.stride + Self.headroom, count: Self.packetBytes)
    }
}
