/// A TCP packet that is longer than the wire takes, as the kernel leaves it to the device that sends it: one header for
/// many segments. What the kernel's `tcp_gso_segment` and `inet_gso_segment` do.
struct TCPSegmentation {
    private let packet: TCPBytes
    private let segmentSize: Int

    /// `nil` if it is no TCP packet.
    ///
    /// - Parameter segmentSize: how much of the payload each segment but the last takes, in bytes
    init?(_ bytes: UnsafeMutableRawBufferPointer, segmentSize: Int) {
        guard segmentSize > 0, let packet = TCPBytes(bytes) else { return nil }
        self.packet = packet
        self.segmentSize = segmentSize
    }

    /// How many segments there are. One without payload is one.
    var count: Int { max(1, (packet.payloadLength + segmentSize - 1) / segmentSize) }
    /// Of each segment, both headers, in bytes.
    var headerLength: Int { packet.headerLength }
    /// Of the longest segment with its headers, in bytes.
    var longest: Int { packet.headerLength + min(segmentSize, packet.payloadLength) }

    /// The payload of a segment, where it is.
    func payload(_ index: Int) -> UnsafeMutableRawBufferPointer {
        let start = packet.headerLength + index * segmentSize
        return UnsafeMutableRawBufferPointer(rebasing: packet.bytes[start..<min(start + segmentSize, packet.bytes.count)])
    }

    /// Writes the headers of a segment, with all checksums, to ``headerLength`` bytes.
    ///
    /// Each segment but the first has the next identification and sequence number. What ends a message, ends it in the last
    /// one; that the sender has slowed down, the first one tells.
    func writeHeaders(_ index: Int, to pointer: UnsafeMutableRawPointer) {
        let payload = payload(index)
        let headers = UnsafeMutableRawBufferPointer(start: pointer, count: headerLength)
        let tcp = packet.ipHeaderLength
        headers.copyMemory(from: UnsafeRawBufferPointer(rebasing: packet.bytes[..<headerLength]))
        func store<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
            headers.storeBytes(of: value, toByteOffset: offset, as: Value.self)
        }
        store(UInt16(truncatingIfNeeded: headerLength + payload.count).bigEndian, at: 2)
        store((packet.identification &+ UInt16(truncatingIfNeeded: index)).bigEndian, at: 4)
        store(0 as UInt16, at: 10)
        var headerSum = OnesComplementSum()
        headerSum.add(UnsafeRawBufferPointer(rebasing: headers[..<tcp]))
        store(headerSum.checksum, at: 10)

        store((packet.sequence &+ UInt32(truncatingIfNeeded: index * segmentSize)).bigEndian, at: tcp + 4)
        var flags = packet.flags
        if index > 0 { flags &= ~TCPBytes.Flag.congestionReduced }
        if index < count - 1 { flags &= ~(TCPBytes.Flag.finish | TCPBytes.Flag.push) }
        store(flags, at: tcp + 13)
        store(0 as UInt16, at: tcp + TCPBytes.checksumOffset)
        var sum = packet.pseudoHeader(length: headerLength - tcp + payload.count)
        sum.add(UnsafeRawBufferPointer(rebasing: headers[tcp...]))
        sum.add(UnsafeRawBufferPointer(payload))
        store(sum.checksum, at: tcp + TCPBytes.checksumOffset)
    }
}
