import CLinux
import Glibc

/// The headers with which `sendmmsg` and `recvmmsg` take a batch of packets, allocated once.
final class MessageVector {
    /// How many packets are moved at once. The segments of a packet of 64 KiB are 46, as Ethernet is wide.
    static let capacity = 64
    /// Both headers of a segment, and one more in front of them.
    private static let headerBytes = 192

    let headers: UnsafeMutablePointer<clinux_message>
    /// Two for each message: what comes first, and a payload that lies elsewhere.
    private let vectors: UnsafeMutablePointer<clinux_vector>
    private let names: UnsafeMutablePointer<sockaddr_in>
    private let headerRoom: UnsafeMutableRawPointer

    init() {
        headers = .allocate(capacity: Self.capacity)
        vectors = .allocate(capacity: 2 * Self.capacity)
        names = .allocate(capacity: Self.capacity)
        headerRoom = .allocate(byteCount: Self.capacity * Self.headerBytes, alignment: 64)
        headers.initialize(repeating: clinux_message(), count: Self.capacity)
        vectors.initialize(repeating: clinux_vector(), count: 2 * Self.capacity)
        names.initialize(repeating: sockaddr_in(), count: Self.capacity)
        for index in 0..<Self.capacity {
            names[index].sin_family = sa_family_t(AF_INET)
            headers[index].header.vectors = vectors + 2 * index
        }
    }

    deinit {
        headers.deallocate()
        vectors.deallocate()
        names.deallocate()
        headerRoom.deallocate()
    }

    /// Makes every message ready to receive into the slot of its number.
    func prepareToReceive(into slots: PacketSlots) {
        for index in 0..<Self.capacity {
            vectors[2 * index] = clinux_vector(base: slots[index].baseAddress, length: slots[index].count)
            headers[index].header.vector_count = 1
        }
    }

    /// What `recvmmsg` has put into a slot.
    func received(_ index: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: vectors[2 * index].base, count: Int(headers[index].length))
    }

    /// Room for the headers of message `index`, where they do not stand before its payload.
    func headerRoom(_ index: Int) -> UnsafeMutableRawPointer { headerRoom + index * Self.headerBytes }

    /// Makes message `index` send these bytes to an IPv4 address (in host order), and a payload behind them.
    func set(_ index: Int, _ bytes: UnsafeMutableRawBufferPointer, _ payload: UnsafeMutableRawBufferPointer? = nil, to destination: UInt32) {
        vectors[2 * index] = clinux_vector(base: bytes.baseAddress, length: bytes.count)
        vectors[2 * index + 1] = clinux_vector(base: payload?.baseAddress, length: payload?.count ?? 0)
        names[index].sin_addr.s_addr = destination.bigEndian
        headers[index].header.vector_count = payload == nil ? 1 : 2
        headers[index].header.name = UnsafeMutableRawPointer(names + index)
        headers[index].header.name_length = UInt32(MemoryLayout<sockaddr_in>.size)
    }

    /// How many bytes message `index` sends.
    func length(_ index: Int) -> Int { vectors[2 * index].length + vectors[2 * index + 1].length }

    /// A copy of what message `index` sends.
    func gathered(_ index: Int) -> [UInt8] {
        (0..<headers[index].header.vector_count).flatMap { part in
            let vector = vectors[2 * index + part]
            return Array(UnsafeRawBufferPointer(start: vector.base, count: vector.length))
        }
    }

    /// Where message `index` goes, in host order.
    func destination(_ index: Int) -> UInt32 { UInt32(bigEndian: names[index].sin_addr.s_addr) }
}
