extension TcpdumpPrinter {
    mutating func printUDP(
        _ window: ByteWindow, length: Int, _ network: TcpdumpNetwork
    ) throws(HeaderFault) {
        protocolName = "udp"
        guard window.has(4) else {
            if network.headerProtocol == IPProtocol.udp.rawValue { out("\(network.addresses): ") }
            return truncated()
        }
        let source = try window.u16(0), destination = try window.u16(2)
        out(network.ports(source, destination, .udp))
        guard length >= UDPHeader.length else { return out("truncated-udp \(length)") }
        guard window.has(6) else { return truncated() }
        var claimed = Int(try window.u16(4))
        if claimed == 0, length > 65_535 { claimed = length }
        guard claimed >= UDPHeader.length else { return out("truncated-udplength \(claimed)") }
        claimed -= UDPHeader.length
        let available = min(length - UDPHeader.length, claimed)
        guard window.has(UDPHeader.length) else { return truncated() }
        let payload = window.dropFirst(UDPHeader.length)
        if [source, destination].contains(4789) {
            try printVXLAN(payload, length: available)
        } else if [source, destination].contains(8472) {
            try printOTV(payload, length: available)
        } else if [source, destination].contains(6081) {
            try printGeneve(payload, length: available)
        } else if claimed > available, !network.isFragmented {
            out("UDP, bad length \(claimed) > \(available)")
        } else {
            out("UDP, length \(claimed)")
        }
    }

    private mutating func printVXLAN(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        protocolName = "vxlan"
        out("VXLAN")
        guard length >= VXLANHeader.length else { return invalid() }
        let flags = try window.u8(0)
        out(", flags [\(flags & 8 != 0 ? "I" : "invalid")] (\(Hexadecimal.text(flags, digits: 2))), ")
        out("vni \(try window.u24(4))\n")
        try window.require(VXLANHeader.length)
        try printEthernet(window.dropFirst(8), length: length - 8)
    }

    /// The predecessor's port, 8472, is where tcpdump expects Cisco's OTV; the header is the same.
    private mutating func printOTV(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        protocolName = "otv"
        out("OTV, ")
        guard length >= VXLANHeader.length else { return truncated() }
        let flags = try window.u8(0)
        out("flags [\(flags & 8 != 0 ? "I" : ".")] (\(Hexadecimal.text(flags, digits: 2))), ")
        out("overlay \(try window.u24(1)), ")
        out("instance \(try window.u24(4))\n")
        try window.require(8)
        try printEthernet(window.dropFirst(8), length: length - 8)
    }
}
