/// What stands before each packet of the tunnel's device: what has been left for whoever takes the packet to do
/// (struct virtio_net_hdr of <linux/virtio_net.h>, in host order).
struct OffloadHeader: Hashable {
    static let length = 10

    private static let needsChecksum: UInt8 = 1
    private static let none: UInt8 = 0
    private static let tcpV4: UInt8 = 1

    /// Where the checksum goes that is yet to be made. `nil`: it is there already.
    var checksum: Checksum?
    /// How many bytes of TCP payload a segment takes, in a packet that is to be cut into segments.
    var segmentSize: Int?
    /// How many bytes come before the payload, of such a packet.
    var headerLength = 0

    struct Checksum: Hashable {
        /// Where what is summed up begins. It goes on to the end of the packet.
        var start: Int
        /// Where the sum goes, counted from the start. The pseudo-header's sum is there.
        var offset: Int
    }

    /// Nothing is left to do.
    init() {}

    /// - Parameter pointer: to ``length`` bytes
    init(from pointer: UnsafeRawPointer) {
        func word(_ offset: Int) -> Int { Int(pointer.loadUnaligned(fromByteOffset: offset, as: UInt16.self)) }
        func byte(_ offset: Int) -> UInt8 { pointer.load(fromByteOffset: offset, as: UInt8.self) }
        if byte(0) & Self.needsChecksum != 0 { checksum = Checksum(start: word(6), offset: word(8)) }
        // No other kind has been asked for.
        guard byte(1) == Self.tcpV4 else { return }
        headerLength = word(2)
        segmentSize = word(4)
    }

    func write(to pointer: UnsafeMutableRawPointer) {
        func store(_ value: Int, at offset: Int) {
            pointer.storeBytes(of: UInt16(truncatingIfNeeded: value), toByteOffset: offset, as: UInt16.self)
        }
        pointer.storeBytes(of: checksum == nil ? 0 : Self.needsChecksum, as: UInt8.self)
        pointer.storeBytes(of: segmentSize == nil ? Self.none : Self.tcpV4, toByteOffset: 1, as: UInt8.self)
        store(headerLength, at: 2)
        store(segmentSize ?? 0, at: 4)
        store(checksum?.start ?? 0, at: 6)
        store(checksum?.offset ?? 0, at: 8)
    }

    /// Makes the checksum that was left to be made: the kernel's `skb_checksum_help`.
    /// - Returns: `false` if it would not be within the packet.
    func finishChecksum(of packet: UnsafeMutableRawBufferPointer) -> Bool {
        guard let checksum else { return true }
        let place = checksum.start + checksum.offset
        guard checksum.start >= IPv4Bytes.headerLength, place + 2 <= packet.count else { return false }
        var sum = OnesComplementSum()
        sum.add(UnsafeRawBufferPointer(rebasing: packet[checksum.start...]))
        // Zero would say that there is none, in UDP; in every sum it is the same as its complement.
        packet.storeBytes(of: sum.checksum == 0 ? 0xffff : sum.checksum, toByteOffset: place, as: UInt16.self)
        return true
    }
}

/// Packets that left their sender by its ``FastPath``, and arrive where only the relay takes them.
extension OffloadHeader {
    /// What the sender's kernel has left to whoever comes next, as between links of one machine it may; `nil` if nothing.
    ///
    /// No header says so on the wire. But where a checksum is yet to be made, the pseudo-header's sum stands in its place, and
    /// such a packet that is longer than the tunnel takes is yet to be cut. The segments' size is not told: they get the longest
    /// that there is. A wrong sum of any other kind is left for the receiver to find.
    init?(leftOf packet: UnsafeMutableRawBufferPointer, mtu: Int) {
        guard let inner = IPv4Bytes(packet), inner.totalLength == packet.count, packet[6] & 0x3f == 0, packet[7] == 0 else { return nil }
        let start = inner.headerLength
        let offset: Int
        switch packet[9] {
        case TCPBytes.protocolNumber: offset = TCPBytes.checksumOffset
        case Self.udp: offset = 6
        default: return nil
        }
        guard start + offset + 2 <= packet.count else { return nil }
        var pseudoHeader = OnesComplementSum()
        pseudoHeader.add(UnsafeRawBufferPointer(rebasing: packet[12..<20]))
        pseudoHeader.add(Int(packet[9]))
        pseudoHeader.add(packet.count - start)
        guard packet.loadUnaligned(fromByteOffset: start + offset, as: UInt16.self) == pseudoHeader.folded else { return nil }
        // It may be the very sum that the packet has.
        pseudoHeader.add(UnsafeRawBufferPointer(rebasing: packet[start...]))
        if pseudoHeader.isSound { return nil }
        if packet.count > mtu, let tcp = TCPBytes(packet), tcp.headerLength < mtu {
            segmentSize = mtu - tcp.headerLength
            headerLength = tcp.headerLength
        }
        checksum = Checksum(start: start, offset: offset)
    }

    private static let udp: UInt8 = 17
}
