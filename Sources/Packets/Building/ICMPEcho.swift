import Addresses

/// Writes echo requests and replies.
package enum ICMPEcho {
    package enum MessageType: Sendable, Hashable {
        case request
        case reply
    }

    /// An ICMP message without an IP header, with its checksum (RFC 792).
    package static func encode(
        type: MessageType, identifier: UInt16, sequence: UInt16, payload: some Collection<UInt8>
    ) -> [UInt8] {
        var message = unfinished(type == .request ? 8 : 0, identifier, sequence, payload)
        message.set(word: InternetChecksum.of(message), at: 2)
        return message
    }

    /// An ICMPv6 message without an IP header, with its checksum, for which the addresses are
    /// needed (RFC 4443).
    package static func encodeV6(
        type: MessageType, identifier: UInt16, sequence: UInt16, payload: some Collection<UInt8>,
        from source: IPAddress, to destination: IPAddress
    ) -> [UInt8] {
        var message = unfinished(type == .request ? 128 : 129, identifier, sequence, payload)
        let checksum = InternetChecksum.of(message, from: source, to: destination, protocol: .icmpv6)
        message.set(word: checksum, at: 2)
        return message
    }

    private static func unfinished(
        _ type: UInt8, _ identifier: UInt16, _ sequence: UInt16, _ payload: some Collection<UInt8>
    ) -> [UInt8] {
        var message: [UInt8] = [type, 0, 0, 0]
        message.append(word: identifier)
        message.append(word: sequence)
        return message + payload
    }
}
