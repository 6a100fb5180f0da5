import Addresses

/// The checksum of IPv4, ICMP, IGMP, UDP and TCP: the one's complement of the one's complement sum
/// of 16-bit words (RFC 1071).
///
/// Add the parts in order; an odd count is padded with a zero byte, so that only the last part may
/// have one.
package struct InternetChecksum: Sendable {
    private var sum: UInt64 = 0

    package init() {}

    /// The checksum of `bytes`, whose own checksum field holds zero.
    package static func of(_ bytes: some Sequence<UInt8>) -> UInt16 {
        var checksum = InternetChecksum()
        checksum.add(bytes)
        return checksum.value
    }

    /// Whether `bytes`, with the checksum that they carry inside, sum to what an unharmed packet does.
    package static func isValid(_ bytes: some Sequence<UInt8>) -> Bool {
        of(bytes) == 0
    }

    /// The checksum of an upper-layer packet together with the pseudo-header of its IP header:
    /// RFC 768 and RFC 9293 for IPv4, RFC 8200 section 8.1 for IPv6.
    package static func of(
        _ bytes: some Collection<UInt8>, from source: IPAddress, to destination: IPAddress, protocol number: IPProtocol
    ) -> UInt16 {
        var checksum = InternetChecksum()
        checksum.add(source.bytes)
        checksum.add(destination.bytes)
        // Zeros to the left change no one's complement sum: this serves both families' layouts.
        checksum.add(word: UInt16(truncatingIfNeeded: bytes.count >> 16))
        checksum.add(word: UInt16(truncatingIfNeeded: bytes.count))
        checksum.add(word: UInt16(number.rawValue))
        checksum.add(bytes)
        return checksum.value
    }

    package mutating func add(_ bytes: some Sequence<UInt8>) {
        var high: UInt8?
        for byte in bytes {
            if let first = high {
                add(word: UInt16(first) << 8 | UInt16(byte))
                high = nil
            } else {
                high = byte
            }
        }
        if let last = high { add(word: UInt16(last) << 8) }
    }

    /// Adds a 16-bit word in host order.
    package mutating func add(word: UInt16) {
        sum += UInt64(word)
    }

    /// The checksum of what was added, in host order: write its high byte first.
    package var value: UInt16 {
        var folded = sum
        while folded > 0xffff { folded = (folded & 0xffff) + (folded >> 16) }
        return ~UInt16(folded)
    }
}
