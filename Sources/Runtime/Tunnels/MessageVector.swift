import CLinux
import Glibc

/// Room for a batch of packets and the headers with which `sendmmsg` and `recvmmsg` take them.
///
/// Everything is allocated once. A slot takes the longest packet that there is, but the kernel gives memory
/// only for the pages that are touched.
final class MessageVector {
    /// How many packets are moved at once.
    static let capacity = 64
    /// Free bytes before each packet, for the outer header (and one day a `virtio_net_hdr`).
    private static let headroom = 64
    private static let packetBytes = 65_536
    // One page more than a power of two: the slots would else compete for the same lines of the cache.
    private static let stride = packetBytes + 4096

    let headers: UnsafeMutablePointer<clinux_message>
    private let vectors: UnsafeMutablePointer<clinux_vector>
    private let names: UnsafeMutablePointer<sockaddr_in>
    private let storage: UnsafeMutableRawPointer

    init() {
        headers = .allocate(capacity: Self.capacity)
        vectors = .allocate(capacity: Self.capacity)
        names = .allocate(capacity: Self.capacity)
        storage = .allocate(byteCount: Self.capacity * Self.stride, alignment: 4096)
        headers.initialize(repeating: clinux_message(), count: Self.capacity)
        vectors.initialize(repeating: clinux_vector(), count: Self.capacity)
        names.initialize(repeating: sockaddr_in(), count: Self.capacity)
        for index in 0..<Self.capacity {
            names[index].sin_family = sa_family_t(AF_INET)
            headers[index].header.vectors = vectors + index
            headers[index].header.vector_count = 1
        }
    }

    deinit {
        headers.deallocate()
        vectors.deallocate()
        names.deallocate()
        storage.deallocate()
    }

    /// The room of one slot, behind its headroom.
    func slot(_ index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: storage + index * Self.stride + Self.headroom, count: Self.packetBytes)
    }

    /// Makes every message ready to receive into the slot of its number.
    func prepareToReceive() {
        for index in 0..<Self.capacity {
            vectors[index] = clinux_vector(base: slot(index).baseAddress, length: Self.packetBytes)
        }
    }

    /// What `recvmmsg` has put into a slot.
    func received(_ index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: slot(index)[..<Int(headers[index].length)])
    }

    /// Makes message `index` send these bytes to an IPv4 address (in host order).
    func set(_ index: Int, _ bytes: UnsafeMutableRawBufferPointer, to destination: UInt32) {
        vectors[index] = clinux_vector(base: bytes.baseAddress, length: bytes.count)
        names[index].sin_addr.s_addr = destination.bigEndian
        headers[index].header.name = UnsafeMutableRawPointer(names + index)
        headers[index].header.name_length = UInt32(MemoryLayout<sockaddr_in>.size)
    }

    /// What message `index` sends.
    func bytes(_ index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: vectors[index].base, count: vectors[index].length)
    }

    /// Where message `index` goes, in host order.
    func destination(_ index: Int) -> UInt32 { UInt32(bigEndian: names[index].sin_addr.s_addr) }
}
