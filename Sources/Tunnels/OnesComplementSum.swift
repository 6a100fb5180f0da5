/// The sum behind the checksums of IPv4 and TCP (RFC 1071), for every byte of a stream.
///
/// `Packets` has one for people, byte by byte. This one takes eight at a time, and words as they lie in memory: the sum of
/// swapped words is the swapped sum. So a result is stored as it is, and a number of the host's is added big-endian.
struct OnesComplementSum {
    private var sum: UInt64 = 0

    /// Adds bytes. Only the last ones added may be odd in number.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        // Halves of words, apart: nothing is carried, and the compiler takes several words at once.
        var low: UInt64 = 0, high: UInt64 = 0
        var offset = 0
        let whole = bytes.count & ~7
        while offset < whole {
            let word = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            low &+= word & 0xffff_ffff
            high &+= word >> 32
            offset &+= 8
        }
        sum &+= low &+ high
        while offset &+ 1 < bytes.count {
            sum &+= UInt64(base.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
            offset &+= 2
        }
        if offset < bytes.count { sum &+= UInt64(UInt16(bytes[offset]).littleEndian) }
    }

    /// Adds a number in host order.
    mutating func add(_ number: Int) { sum &+= UInt64(UInt16(truncatingIfNeeded: number).bigEndian) }

    /// The sum in 16 bits, in the order of memory.
    var folded: UInt16 {
        var value = sum
        while value > 0xffff { value = (value & 0xffff) + (value >> 16) }
        return UInt16(truncatingIfNeeded: value)
    }

    /// What is written into a header, in the order of memory.
    var checksum: UInt16 { ~folded }

    /// Whether what was added, with its checksum inside, arrived unharmed.
    var isSound: Bool { folded == 0xffff }
}
