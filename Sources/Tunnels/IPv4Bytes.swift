/// The fields of an IPv4 header that a tunnel reads and writes, in place: no copy, no allocation (RFC 791).
///
/// `Packets` dissects into values, which is for people; this is for every packet of a stream.
struct IPv4Bytes {
    static let headerLength = 20

    /// Where the header begins, and all bytes that there are from there on.
    let bytes: UnsafeMutableRawBufferPointer

    /// `nil` unless a whole IPv4 header is there.
    init?(_ bytes: UnsafeMutableRawBufferPointer) {
        guard bytes.count >= Self.headerLength, bytes[0] >> 4 == 4 else { return nil }
        let length = Int(bytes[0] & 0x0f) * 4
        guard length >= Self.headerLength, length <= bytes.count else { return nil }
        self.bytes = bytes
    }

    /// With options: 20 to 60 bytes.
    var headerLength: Int { Int(bytes[0] & 0x0f) * 4 }
    var typeOfService: UInt8 { bytes[1] }
    /// Header and payload, in bytes.
    var totalLength: Int { Int(word(2)) }
    var dontFragment: Bool { bytes[6] & 0x40 != 0 }
    var ttl: UInt8 { bytes[8] }
    /// In host order, as is ``destination``.
    var source: UInt32 { long(12) }
    var destination: UInt32 { long(16) }

    /// Whether the length that the header states is there.
    var isWhole: Bool { totalLength >= headerLength && totalLength <= bytes.count }

    /// Puts other ECN bits into the header and mends its checksum (RFC 1624, equation 3).
    func set(congestion bits: UInt8) {
        let old = word(0)
        bytes[1] = bytes[1] & ~Congestion.mask | bits
        let sum = UInt32(~word(10)) + UInt32(~old) + UInt32(word(0))
        let once = (sum & 0xffff) + (sum >> 16)
        store(~UInt16(truncatingIfNeeded: (once & 0xffff) + (once >> 16)), at: 10)
    }

    /// Writes a header of 20 bytes without the fields that the kernel fills in: length and checksum.
    static func write(
        to pointer: UnsafeMutableRawPointer, typeOfService: UInt8, identification: UInt16, dontFragment: Bool,
        ttl: UInt8, protocol number: UInt8, source: UInt32, destination: UInt32
    ) {
        pointer.storeBytes(of: (0x4500_0000 | UInt32(typeOfService) << 16).bigEndian, as: UInt32.self)
        pointer.storeBytes(
            of: (UInt32(identification) << 16 | (dontFragment ? 0x4000 : 0)).bigEndian, toByteOffset: 4, as: UInt32.self)
        pointer.storeBytes(of: (UInt32(ttl) << 24 | UInt32(number) << 16).bigEndian, toByteOffset: 8, as: UInt32.self)
        pointer.storeBytes(of: source.bigEndian, toByteOffset: 12, as: UInt32.self)
        pointer.storeBytes(of: destination.bigEndian, toByteOffset: 16, as: UInt32.self)
    }

    private func word(_ offset: Int) -> UInt16 {
        UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    private func long(_ offset: Int) -> UInt32 {
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    private func store(_ value: UInt16, at offset: Int) {
        bytes.storeBytes(of: value.bigEndian, toByteOffset: offset, as: UInt16.self)
    }
}

/// The two ECN bits of a type of service, on their way through a tunnel (<net/inet_ecn.h>).
enum Congestion {
    static let mask: UInt8 = 3
    static let notCapable: UInt8 = 0
    static let capable1: UInt8 = 1
    static let capable0: UInt8 = 2
    static let experienced: UInt8 = 3

    /// The outer header's bits. A mark that is on the packet already is not shown outside, as in RFC 3168:
    /// the kernel's `INET_ECN_encapsulate`, where RFC 6040 would copy it.
    static func outer(for inner: UInt8) -> UInt8 {
        let bits = inner & mask
        return bits == experienced ? capable0 : bits
    }

    /// What comes out of the tunnel: the kernel's `INET_ECN_decapsulate`.
    ///
    /// - Returns: the inner header's new bits; `nil` for a packet that must be dropped, because a router has
    ///   marked a packet whose ends know no marks (RFC 6040, section 4.2).
    static func inner(_ inner: UInt8, arrivingIn outer: UInt8) -> UInt8? {
        let inside = inner & mask
        let outside = outer & mask
        if inside == notCapable { return outside == experienced ? nil : inside }
        if outside == experienced { return experienced }
        return outside == capable1 && inside == capable0 ? capable1 : inside
    }
}
