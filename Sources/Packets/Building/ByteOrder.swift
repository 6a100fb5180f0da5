// Network order: the high byte first.

extension [UInt8] {
    mutating func append(word: UInt16) {
        append(UInt8(word >> 8))
        append(UInt8(word & 0xff))
    }

    mutating func append(long: UInt32) {
        append(word: UInt16(long >> 16))
        append(word: UInt16(truncatingIfNeeded: long))
    }

    /// - Precondition: two bytes are there.
    mutating func set(word: UInt16, at offset: Int) {
        self[offset] = UInt8(word >> 8)
        self[offset + 1] = UInt8(word & 0xff)
    }
}
