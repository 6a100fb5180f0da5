import Addresses

extension TcpdumpPrinter {
    mutating func printIGMP(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        protocolName = "igmp"
        let type = try window.u8(0)
        switch type {
        case 0x11:
            out("igmp query")
            if length >= 12 { try printQueryV3(window, length: length) } else { try printQuery(window, length: length) }
        case 0x12:
            out("igmp v1 report \(try window.ipv4(4))")
            if length != 8 { out(" [len \(length)]") }
        case 0x16: out("igmp v2 report \(try window.ipv4(4))")
        case 0x17: out("igmp leave \(try window.ipv4(4))")
        case 0x22:
            out("igmp v3 report")
            guard length >= 16, length % 4 == 0 else { return out(" [invalid len \(length)]") }
            out(", \(try window.u16(6)) group record(s)")
        default: out("igmp-\(type)")
        }
    }

    private mutating func printQuery(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        let response = try window.u8(1)
        out(response == 0 ? " v1" : " v2")
        if response != 0, response != 100 { out(" [max resp time \(response)]") }
        let group = try window.ipv4(4)
        if !group.isUnspecified { out(" [gaddr \(group)]") }
        if length != 8 { out(" [len \(length)]") }
    }

    private mutating func printQueryV3(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        out(" v3")
        guard length % 4 == 0 else { return out(" [invalid len \(length)]") }
        let code = Int(try window.u8(1))
        // Codes from 128 on are a floating-point number (RFC 3376, section 4.1.1).
        let tenths = code < 128 ? code : (code & 0xf | 0x10) << ((code & 0x70) >> 4 + 3)
        if code != 100 {
            let time =
                tenths < 600
                ? "\(tenths / 10).\(tenths % 10)s"
                : "\(tenths / 600)m" + (tenths % 600 == 0 ? "" : "\(tenths % 600 / 10)s")
            out(" [max resp time \(time)]")
        }
        let group = try window.ipv4(4)
        if group.isUnspecified { return }
        out(" [gaddr \(group)")
        let sources = Int(try window.u16(10))
        if sources > 0 {
            out(length < 12 + sources * 4 ? " [invalid number of sources]" : ", \(sources) source(s)")
        }
        out("]")
    }
}
