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
            guard rest >= advance else { return truncated() }
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
                advance = try printRoutingHeader(here)
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
        out("frag (\(offset)|\(restLength - 8))")
        guard offset == 0 else { return nil }
        out(" ")
        return window.count > 8 ? 8 : nil
    }

    private mutating func printRoutingHeader(_ window: ByteWindow) throws(HeaderFault) -> Int {
        protocolName = "rt6"
        let units = try window.u8(1), type = try window.u8(2), left = try window.u8(3)
        out("srcrt (len=\(units), type=\(type), segleft=\(left)")
        out(") ")
        return (Int(units) + 1) * 8
    }

    private mutating func printAuthenticationHeader(_ window: ByteWindow) throws(HeaderFault) -> Int {
        protocolName = "ah"
        try window.require(12)
        out("AH(spi=\(Hexadecimal.text(try window.u32(4), digits: 8)),seq=0x\(String(try window.u32(8), radix: 16))): ")
        return (Int(try window.u8(1)) + 2) * 4
    }
}
