extension TcpdumpPrinter {
    mutating func printGRE(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        protocolName = "gre"
        let flags = try window.u16(0)
        out("GREv\(flags & 7)")
        guard flags & 7 == 0 else { return out(" ERROR: unknown-version") }
        let type = EtherType(rawValue: try window.u16(2))
        var position = 4
        if flags & 0xc000 != 0 {
            out(", off 0x\(String(try window.u16(position + 2), radix: 16))")
            position += 4
        }
        if flags & 0x2000 != 0 {
            out(", key=0x\(String(try window.u32(position), radix: 16))")
            position += 4
        }
        if flags & 0x1000 != 0 {
            out(sequence("\(try window.u32(position))"))
            position += 4
        }
        if options.showsLinkHeader {
            let names: [EtherType: String] = [.ipv4: "IPv4", .ipv6: "IPv6", .ethernet: "TEB", .arp: "ARP"]
            out(", proto \(names[type] ?? "unknown") (\(Hexadecimal.text(type.rawValue, digits: 4)))")
        }
        out(", length \(length): ")
        let inner = window.dropFirst(position)
        switch type {
        case .ipv4: try printIPv4(inner, length: length - position)
        case .ipv6: try printIPv6(inner, length: length - position)
        case .ethernet: try printEthernet(inner, length: length - position)
        default: out("gre-proto-0x\(String(type.rawValue, radix: 16))")
        }
    }
}
