import Addresses

/// A part of a frame's bytes, read by offsets from its own start.
///
/// Every read is checked and throws ``HeaderFault/short`` beyond the end, so that no code above
/// has to trust a length that a packet claims.
struct ByteWindow {
    let bytes: [UInt8]
    private(set) var range: Range<Int>

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        range = 0..<bytes.count
    }

    var count: Int { range.count }
    var isEmpty: Bool { range.isEmpty }
    var slice: ArraySlice<UInt8> { bytes[range] }

    /// The window without its first `count` bytes; empty if it has no more.
    func dropFirst(_ count: Int) -> ByteWindow {
        var window = self
        window.range = min(range.lowerBound + max(count, 0), range.upperBound)..<range.upperBound
        return window
    }

    /// The window's first `count` bytes, or all of it if it has fewer.
    func prefix(_ count: Int) -> ByteWindow {
        var window = self
        window.range = range.lowerBound..<min(range.lowerBound + max(count, 0), range.upperBound)
        return window
    }

    /// Whether `count` bytes can be read at `offset`.
    func has(_ count: Int, at offset: Int = 0) -> Bool {
        offset >= 0 && count >= 0 && offset <= range.count && count <= range.count - offset
    }

    func require(_ count: Int, at offset: Int = 0) throws(HeaderFault) {
        guard has(count, at: offset) else { throw .short }
    }

    func u8(_ offset: Int) throws(HeaderFault) -> UInt8 {
        try require(1, at: offset)
        return bytes[range.lowerBound + offset]
    }

    func u16(_ offset: Int) throws(HeaderFault) -> UInt16 {
        try require(2, at: offset)
        let start = range.lowerBound + offset
        return UInt16(bytes[start]) << 8 | UInt16(bytes[start + 1])
    }

    /// Three bytes, as the VXLAN network identifier has.
    func u24(_ offset: Int) throws(HeaderFault) -> UInt32 {
        try require(3, at: offset)
        let high = try u16(offset)
        return UInt32(high) << 8 | UInt32(try u8(offset + 2))
    }

    func u32(_ offset: Int) throws(HeaderFault) -> UInt32 {
        try require(4, at: offset)
        let high = try u16(offset)
        return UInt32(high) << 16 | UInt32(try u16(offset + 2))
    }

    func bytes(_ count: Int, at offset: Int) throws(HeaderFault) -> ArraySlice<UInt8> {
        try require(count, at: offset)
        let start = range.lowerBound + offset
        return bytes[start..<start + count]
    }

    func mac(_ offset: Int) throws(HeaderFault) -> MACAddress {
        guard let address = MACAddress(bytes: try bytes(6, at: offset)) else { throw .short }
        return address
    }

    func ipv4(_ offset: Int) throws(HeaderFault) -> IPAddress {
        IPAddress(v4: try u32(offset))
    }

    func ipv6(_ offset: Int) throws(HeaderFault) -> IPAddress {
        guard let address = IPAddress(bytes: try bytes(16, at: offset)) else { throw .short }
        return address
    }
}
