import Addresses

/// What a transport printer has to know of the IP header before it.
struct TcpdumpNetwork {
    let source: IPAddress
    let destination: IPAddress
    /// The protocol in the IP header itself: tcpdump leaves the addresses away after extension headers.
    let headerProtocol: UInt8
    /// Whether this is the first fragment of several.
    let isFragmented: Bool

    /// `a > b`
    var addresses: String {
        "\(TcpdumpPrinter.address(source)) > \(TcpdumpPrinter.address(destination))"
    }

    /// `a.port > b.port: `
    func ports(_ from: UInt16, _ to: UInt16, _ number: IPProtocol) -> String {
        headerProtocol == number.rawValue
            ? "\(TcpdumpPrinter.address(source)).\(from) > \(TcpdumpPrinter.address(destination)).\(to): "
            : "\(from) > \(to): "
    }
}

extension TcpdumpPrinter {
    /// A packet whose version only its first byte tells.
    mutating func printIP(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        protocolName = "ipn"
        guard length >= 1 else { return out("truncated-ip \(length)") }
        let version = try window.u8(0) >> 4
        switch version {
        case 4: try printIPv4(window, length: length)
        case 6: try printIPv6(window, length: length)
        default: out("unknown ip \(version)")
        }
    }

    mutating func printIPv4(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        guard enter() else { return }
        protocolName = "ip"
        let version = try window.u8(0) >> 4
        guard version == 4 else {
            out("IP\(version)" + (version == 6 ? ", wrong link-layer encapsulation" : ""))
            return invalid()
        }
        if !options.showsLinkHeader { out("IP ") }
        guard window.has(20) else { return truncated() }
        guard length >= 20 else { return out("truncated-ip \(length)") }
        let headerLength = Int(try window.u8(0) & 0xf) * 4
        guard headerLength >= 20 else { return out("bad-hlen \(headerLength)") }
        let total = Int(try window.u16(2))
        if length < total { out("truncated-ip - \(total - length) bytes missing! ") }
        guard total >= headerLength else { return out("bad-len \(total)") }
        let packet = window.prefix(total)
        let fragment = try packet.u16(6)
        let number = try packet.u8(9)
        let network = TcpdumpNetwork(
            source: try packet.ipv4(12), destination: try packet.ipv4(16), headerProtocol: number,
            isFragmented: fragment & 0x2000 != 0)
        guard fragment & 0x1fff == 0 else { return out("\(network.addresses): ip-proto-\(number)") }
        if !Self.printsAddressesItself(number) { out("\(network.addresses): ") }
        guard packet.has(headerLength) else {
            out(" [remaining caplen(\(packet.count)) < header length(\(headerLength))]")
            return truncated()
        }
        try printTransport(
            number, packet.dropFirst(headerLength), length: total - headerLength, version: 4, network)
    }

    /// TCP and UDP print the addresses with the ports.
    static func printsAddressesItself(_ number: UInt8) -> Bool { [6, 17].contains(number) }

    mutating func printTransport(
        _ number: UInt8, _ window: ByteWindow, length: Int, version: Int, _ network: TcpdumpNetwork
    ) throws(HeaderFault) {
        switch IPProtocol(rawValue: number) {
        case .tcp: try printTCP(window, length: length, network)
        case .udp: try printUDP(window, length: length, network)
        case .icmp where version == 4: try printICMP(window, length: length)
        case .icmp: out("[ICMP requires IPv4] (invalid)")
        case .icmpv6 where version == 6: try printICMPv6(window, length: length)
        case .icmpv6: out("[ICMPv6 requires IPv6] (invalid)")
        case .igmp where version == 4: try printIGMP(window, length: length)
        case .igmp: out("[IGMP requires IPv4] (invalid)")
        case .ipip: try printIPv4(window, length: length)
        case .ipv6: try printIPv6(window, length: length)
        case .gre: try printGRE(window, length: length)
        case .noNextHeader: out("no next header")
        default: out(" ip-proto-\(number) \(length)")
        }
    }
}
