import Addresses

extension TcpdumpPrinter {
    mutating func printIPv6(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        guard enter() else { return }
        protocolName = "ip6"
        guard window.has(40) else { return truncated() }
        guard length >= 40 else { return out("truncated-ip6 \(length)") }
        if !options.showsLinkHeader { out("IP6 ") }
        let version = try window.u8(0) >> 4
        guard version == 6 else { return out("version error: \(version) != 6") }
        let payloadLength = Int(try window.u16(4))
        var rest = payloadLength + 40
        if length < rest {
            out("truncated-ip6 - \(rest - length) bytes missing!")
        }
        let packet = window.prefix(rest)
        var next = try packet.u8(6)
        let headerProtocol = next
        var isFragmented = false
        var position = 0
        var advance = 40

        while position < packet.count {
            position += advance
            rest -= advance
            let network = TcpdumpNetwork(
                source: try packet.ipv6(8), destination: try packet.ipv6(24), headerProtocol: headerProtocol,
                isFragmented: isFragmented)
            if position == 40, !Self.printsAddressesItself(next) { out("\(network.addresses): ") }
            let here = packet.dropFirst(position)
            switch IPProtocol(rawValue: next) {
            case .hopByHop:
                advance = try printIPv6Options(here, name: "hbhopt", label: "HBH ")
            case .destinationOptions:
                advance = try printIPv6Options(here, name: "dstopt", label: "DSTOPT ")
            case .fragment:
                guard let length = try printFragmentHeader(here, restLength: rest) else { return }
                advance = length
                isFragmented = true
            case .routing:
                guard let length = try printRoutingHeader(here) else { return }
                advance = length
            case .authentication:
                advance = try printAuthenticationHeader(here)
            default:
                return try printTransport(next, here, length: rest, version: 6, network)
            }
            next = try here.u8(0)
        }
    }

    private mutating func printIPv6Options(
        _ window: ByteWindow, name: String, label: String
    ) throws(HeaderFault) -> Int {
        protocolName = name
        let length = (Int(try window.u8(1)) + 1) * 8
        try window.require(length)
        out(label)
        return length
    }

    /// The header's length, or `nil` where nothing more can be told: after a later fragment's.
    private mutating func printFragmentHeader(
        _ window: ByteWindow, restLength: Int
    ) throws(HeaderFault) -> Int? {
        protocolName = "frag6"
        let word = try window.u16(2)
        let offset = word & 0xfff8
        // tcpdump subtracts without a sign: a payload shorter than this header gets a huge length.
        out("frag (\(offset)|\(UInt(bitPattern: restLength - 8)))")
        guard offset == 0 else { return nil }
        out(" ")
        return window.count > 8 ? 8 : nil
    }

    /// The header's length, or `nil` after a kind that tcpdump does not know.
    private mutating func printRoutingHeader(_ window: ByteWindow) throws(HeaderFault) -> Int? {
        try window.require(1)
        protocolName = "rt6"
        out("RT6")
        let units = Int(try window.u8(1))
        out(" (len=\(units)")
        let type = try window.u8(2)
        out(", type=\(type)" + (type == 0 ? " [Deprecated]" : ""))
        out(", segleft=\(try window.u8(3))")
        switch type {
        case 0:
            let reserved = try window.u32(4)
            if reserved != 0 { out(", rsv=0x\(String(reserved, radix: 16))") }
        case 4:
            // Segment routing (RFC 8754).
            out(", last-entry=\(try window.u8(4))")
            let flags = try window.u8(5)
            if flags != 0 { out(", flags=0x\(String(flags, radix: 16))") }
            out(", tag=\(String(try window.u16(6), radix: 16))")
        default:
            out(" (unknown type)")
            invalid()
            return nil
        }
        for index in 0..<units / 2 {
            out(", [\(index)]\(Self.address(try window.ipv6(8 + index * 16)))")
        }
        out(") ")
        return (units + 1) * 8
    }

    private mutating func printAuthenticationHeader(_ window: ByteWindow) throws(HeaderFault) -> Int {
        protocolName = "ah"
        try window.require(1)
        out("AH")
        let length = (Int(try window.u8(1)) + 2) * 4
        out("(")
        out("spi=\(Hexadecimal.text(try window.u32(4), digits: 8)),")
        out("seq=0x\(String(try window.u32(8), radix: 16)),icv=0x")
        for offset in stride(from: 12, to: length, by: 1) {
            out(Hexadecimal.padded(try window.u8(offset), digits: 2))
        }
        out("): ")
        return length
    }
}
