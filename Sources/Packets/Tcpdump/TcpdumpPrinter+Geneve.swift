extension TcpdumpPrinter {
    mutating func printGeneve(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        protocolName = "geneve"
        out("Geneve")
        let first = try window.u8(0)
        let flags = try window.u8(1)
        let type = EtherType(rawValue: try window.u16(2))
        let vni = try window.u24(4)
        let reserved = try window.u8(7)
        guard first >> 6 == 0 else { return out(" ERROR: unknown-version \(first >> 6)") }
        out(", Flags [\((flags & 0x80 != 0 ? "O" : "") + (flags & 0x40 != 0 ? "C" : ""))\(flags & 0xc0 == 0 ? "none" : "")]")
        out(", vni 0x\(String(vni, radix: 16))")
        if reserved != 0 { out(", rsvd 0x\(String(reserved, radix: 16))") }
        if options.showsLinkHeader { out(", proto \(Self.name(ofPayload: type))") }
        let optionsLength = Int(first & 0x3f) * 4
        let rest = length - GeneveHeader.length
        guard rest >= optionsLength else { return out(" truncated-geneve - \(optionsLength - rest) bytes missing") }
        try window.require(GeneveHeader.length + optionsLength)
        if optionsLength > 0 { out(", options [\(optionsLength) bytes]") }
        out(": ")
        let inner = window.dropFirst(GeneveHeader.length + optionsLength)
        if try printEtherType(type, inner, length: rest - optionsLength) { return }
        out("geneve-proto-0x\(String(type.rawValue, radix: 16))")
    }

    private static func name(ofPayload type: EtherType) -> String {
        let names: [EtherType: String] = [.ipv4: "IPv4", .ipv6: "IPv6", .ethernet: "TEB", .arp: "ARP"]
        return "\(names[type] ?? "unknown") (\(Hexadecimal.text(type.rawValue, digits: 4)))"
    }
}
