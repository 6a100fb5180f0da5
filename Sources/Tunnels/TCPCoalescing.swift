import CLinux
import Glibc

/// Packets for the device, of which TCP segments that follow each other become one long packet: the kernel takes that in
/// one call, and passes it on whole. What its `inet_gro_receive` and `tcp_gro_receive` do.
///
/// Only what can be cut again into the very same packets is put together, and only neighbours: nothing overtakes anything,
/// and nothing is kept back in the hope for more. The packets stay where they are; the first one's headers are rewritten.
final class TCPCoalescing {
    private static let longestPacket = 65_535

    /// An `OffloadHeader`, the first packet, the payloads of the others.
    let vectors = UnsafeMutablePointer<clinux_vector>.allocate(capacity: MessageVector.capacity + 1)
    /// How many packets there are. 0: none has been taken since the last ``finish()``.
    private(set) var count = 0
    /// Of the packets, as they came, in bytes.
    private(set) var packetBytes = 0

    private let offload = UnsafeMutableRawPointer.allocate(byteCount: OffloadHeader.length, alignment: 2)
    /// `nil` if the first packet is not one that others may follow.
    private var first: TCPBytes?
    /// What is left to be done with the one packet that is there.
    private var unfinished: OffloadHeader?
    private var isKnownSound = false
    private var isOpen = false
    private var payloadBytes = 0
    private var lastFlags: UInt8 = 0

    deinit {
        vectors.deallocate()
        offload.deallocate()
    }

    /// Takes a packet, and has delivered what is there if it does not follow that.
    ///
    /// - Parameters:
    ///   - packet: an IPv4 packet as long as its header says, or longer. It must stay until ``finish()``.
    ///   - deliver: calls ``finish()`` and does away with the vectors
    func take(_ packet: UnsafeMutableRawBufferPointer, deliver: () -> Void) {
        if join(packet) { return }
        deliver()
        begin(packet)
    }

    /// Takes a packet that something is left to be done with. None may be there, and none may follow.
    func takeUnfinished(_ packet: UnsafeMutableRawBufferPointer, _ offload: OffloadHeader) {
        begin(packet)
        unfinished = offload
        isOpen = false
    }

    /// - Returns: `false` if the packet does not follow those that are there.
    private func join(_ packet: UnsafeMutableRawBufferPointer) -> Bool {
        guard count > 0 else {
            begin(packet)
            return true
        }
        guard isOpen, count < MessageVector.capacity, let first, let next = Self.candidate(packet), follows(first, next) else { return false }
        if !isKnownSound {
            guard first.isSound else {
                isOpen = false
                return false
            }
            isKnownSound = true
        }
        guard next.isSound else { return false }
        count += 1
        vectors[count] = clinux_vector(base: packet.baseAddress.map { $0 + next.headerLength }, length: next.payloadLength)
        packetBytes += packet.count
        payloadBytes += next.payloadLength
        lastFlags = next.flags
        isOpen = next.payloadLength == first.payloadLength && next.flags & TCPBytes.Flag.push == 0
        return true
    }

    /// Makes the vectors ready to be written, `count` + 1 in number, and begins anew with the next packet.
    func finish() -> Int {
        var header = unfinished ?? OffloadHeader()
        if count > 1, let first {
            let length = first.headerLength + payloadBytes
            // The segments' own size stays known: the kernel cuts it again where it must.
            header.segmentSize = first.payloadLength
            header.headerLength = first.headerLength
            header.checksum = .init(start: first.ipHeaderLength, offset: TCPBytes.checksumOffset)
            func store<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
                first.bytes.storeBytes(of: value, toByteOffset: offset, as: Value.self)
            }
            store(UInt16(truncatingIfNeeded: length).bigEndian, at: 2)
            store(0 as UInt16, at: 10)
            var sum = OnesComplementSum()
            sum.add(UnsafeRawBufferPointer(rebasing: first.bytes[..<first.ipHeaderLength]))
            store(sum.checksum, at: 10)
            store(lastFlags, at: first.ipHeaderLength + 13)
            store(
                first.pseudoHeader(length: length - first.ipHeaderLength).folded, at: first.ipHeaderLength + TCPBytes.checksumOffset)
        }
        header.write(to: offload)
        vectors[0] = clinux_vector(base: offload, length: OffloadHeader.length)
        defer { (count, first, unfinished, isOpen) = (0, nil, nil, false) }
        return count + 1
    }

    private func begin(_ packet: UnsafeMutableRawBufferPointer) {
        count = 1
        packetBytes = packet.count
        vectors[1] = clinux_vector(base: packet.baseAddress, length: packet.count)
        first = Self.candidate(packet)
        isKnownSound = false
        payloadBytes = first?.payloadLength ?? 0
        lastFlags = first?.flags ?? 0
        isOpen = first != nil && lastFlags & TCPBytes.Flag.push == 0
    }

    /// A segment with payload and nothing unusual: no IP options, no flags but ACK and PSH, no bits that are reserved.
    private static func candidate(_ packet: UnsafeMutableRawBufferPointer) -> TCPBytes? {
        guard let tcp = TCPBytes(packet), tcp.payloadLength > 0, tcp.ipHeaderLength == IPv4Bytes.headerLength,
            tcp.flags & ~TCPBytes.Flag.push == TCPBytes.Flag.acknowledgement, packet[tcp.ipHeaderLength + 12] & 0x0f == 0,
            IPv4Bytes(packet)?.totalLength == packet.count
        else { return nil }
        return tcp
    }

    /// Whether it is the next segment, and all else is equal: what makes the same packets again when they are cut.
    private func follows(_ first: TCPBytes, _ next: TCPBytes) -> Bool {
        guard next.headerLength == first.headerLength, next.payloadLength <= first.payloadLength,
            first.headerLength + payloadBytes + next.payloadLength <= Self.longestPacket,
            next.sequence == first.sequence &+ UInt32(payloadBytes),
            next.identification == first.identification &+ UInt16(count)
        else { return false }
        guard let one = first.bytes.baseAddress, let other = next.bytes.baseAddress else { return false }
        func isEqual(_ range: Range<Int>) -> Bool { memcmp(one + range.lowerBound, other + range.lowerBound, range.count) == 0 }
        let tcp = first.ipHeaderLength
        return isEqual(1..<2)  // type of service
            && isEqual(6..<10)  // "don't fragment", TTL, protocol
            && isEqual(12..<tcp + 4)  // addresses and ports
            && isEqual(tcp + 8..<tcp + 12)  // acknowledgement
            && isEqual(tcp + 14..<tcp + 16)  // window
            && isEqual(tcp + 18..<first.headerLength)  // urgent pointer and options
    }
}
