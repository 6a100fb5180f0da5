/// Writes ICMP errors: what a router or host answers to a packet that it cannot deliver (RFC 792).
package enum ICMPError {
    /// How much of the original datagram is quoted: an answer stays within 576 bytes, its own
    /// headers included (RFC 1812, section 4.3.2.3), as Linux does.
    package static let maximumQuote = 576 - IPv4Datagram.headerLength - ICMPMessage.length

    /// An ICMP message without an IP header, with its checksum.
    ///
    /// - Parameters:
    ///   - type: 3 destination unreachable, 11 time exceeded.
    ///   - code: with type 3: 0 net, 1 host, 4 fragmentation needed.
    ///   - mtu: of "fragmentation needed", in bytes (RFC 1191); else 0.
    ///   - original: the IPv4 datagram that is answered, from its header on.
    package static func encode(
        type: UInt8, code: UInt8, mtu: UInt16 = 0, quoting original: some Collection<UInt8>
    ) -> [UInt8] {
        var message: [UInt8] = [type, code, 0, 0, 0, 0]
        message.append(word: mtu)
        message += original.prefix(maximumQuote)
        message.set(word: InternetChecksum.of(message), at: 2)
        return message
    }

    /// Whether `datagram` may be answered with an error at all (RFC 1122, section 3.2.2): not an ICMP
    /// error, not a later fragment, not sent to or from more than one host.
    package static func mayAnswer(_ datagram: [UInt8]) -> Bool {
        let window = ByteWindow(datagram)
        guard let header = try? IPv4Header(window), header.fragmentOffset == 0,
            !header.destination.isMulticast, header.destination.value != 0xffff_ffff,
            !header.source.isMulticast, !header.source.isUnspecified, header.source.value != 0xffff_ffff
        else { return false }
        guard header.protocolNumber == .icmp else { return true }
        guard let message = try? ICMPMessage(window.dropFirst(header.headerLength), isWhole: false) else { return false }
        return !message.isError
    }
}
