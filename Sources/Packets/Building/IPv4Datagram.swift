import Addresses

/// Writes IPv4 datagrams: a header of 20 bytes and its payload (RFC 791).
package enum IPv4Datagram {
    /// How many bytes the header written here has.
    package static let headerLength = 20
    /// The longest payload that the length field leaves room for, in bytes.
    package static let maximumPayload = 65_535 - headerLength

    /// A whole datagram with its header checksum.
    ///
    /// - Parameters:
    ///   - ttl: in hops.
    ///   - identification: 0 is what Linux sends with "don't fragment" (RFC 6864 allows it there only).
    ///   - payload: at most ``maximumPayload`` bytes.
    /// - Precondition: both addresses are IPv4, and the payload is not longer than that.
    package static func encode(
        source: IPAddress, destination: IPAddress, protocol number: IPProtocol, ttl: UInt8 = 64,
        identification: UInt16 = 0, dontFragment: Bool = true, typeOfService: UInt8 = 0,
        payload: some Collection<UInt8>
    ) -> [UInt8] {
        precondition(source.family == .ipv4 && destination.family == .ipv4, "an IPv4 datagram has IPv4 addresses")
        precondition(payload.count <= maximumPayload, "an IPv4 datagram has at most 65535 bytes")
        var header: [UInt8] = [0x45, typeOfService]
        header.append(word: UInt16(headerLength + payload.count))
        header.append(word: identification)
        header.append(word: dontFragment ? 0x4000 : 0)
        header += [ttl, number.rawValue, 0, 0]
        header += source.bytes + destination.bytes
        header.set(word: InternetChecksum.of(header), at: 10)
        return header + payload
    }
}
