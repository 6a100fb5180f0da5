import Addresses

extension TcpdumpPrinter {
    mutating func printICMP(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        protocolName = "icmp"
        let words = try icmpWords(window, type: try window.u8(0), code: try window.u8(1))
        out("ICMP \(words), length \(length)")
    }

    private func icmpWords(_ window: ByteWindow, type: UInt8, code: UInt8) throws(HeaderFault) -> String {
        switch type {
        case 0, 8:
            let number = try window.u16(6)
            return "echo \(type == 8 ? "request" : "reply"), id \(try window.u16(4))" + sequence("\(number)")
        case 3: return try unreachableWords(window, code: code)
        case 4: return "source quench"
        case 5:
            let quoted = try window.ipv4(24), gateway = try window.ipv4(4)
            switch code {
            case 0: return "redirect \(quoted) to net \(gateway)"
            case 1: return "redirect \(quoted) to host \(gateway)"
            case 2: return "redirect-tos \(quoted) to net \(gateway)"
            case 3: return "redirect-tos \(quoted) to host \(gateway)"
            default: return "redirect-#\(code) \(quoted) to \(gateway)"
            }
        case 9: return try routerAdvertisementWords(window)
        case 10: return "router solicitation"
        case 11:
            try window.require(20, at: 8)
            switch code {
            case 0: return "time exceeded in-transit"
            case 1: return "ip reassembly time exceeded"
            default: return "time exceeded-#\(code)"
            }
        case 12:
            return code == 0
                ? "parameter problem - octet \(try window.u8(4))" : "parameter problem - code \(code)"
        case 13: return "time stamp query id \(try window.u16(4)) seq \(try window.u16(6))"
        case 14:
            let query = "id \(try window.u16(4)) seq \(try window.u16(6))"
            let times = "org \(clock(try window.u32(8))), recv \(clock(try window.u32(12)))"
            return "time stamp reply \(query): \(times), xmit \(clock(try window.u32(16)))"
        case 15: return "information request"
        case 16: return "information reply"
        case 17: return "address mask request"
        case 18: return "address mask is \(Hexadecimal.text(try window.u32(8), digits: 8))"
        default: return "type-#\(type)"
        }
    }

    private func unreachableWords(_ window: ByteWindow, code: UInt8) throws(HeaderFault) -> String {
        let quoted = try window.ipv4(24)
        switch code {
        case 0: return "net \(quoted) unreachable"
        case 1: return "host \(quoted) unreachable"
        case 2: return "\(quoted) protocol \(try window.u8(17)) unreachable"
        case 3:
            let number = try window.u8(17)
            let headerLength = Int(try window.u8(8) & 0xf) * 4
            let port = try window.u16(8 + headerLength + 2)
            switch IPProtocol(rawValue: number) {
            case .tcp: return "\(quoted) tcp port \(port) unreachable"
            case .udp: return "\(quoted) udp port \(port) unreachable"
            default: return "\(quoted) protocol \(number) port \(port) unreachable"
            }
        case 4:
            let mtu = try window.u16(6)
            return "\(quoted) unreachable - need to frag" + (mtu == 0 ? "" : " (mtu \(mtu))")
        case 5: return "\(quoted) unreachable - source route failed"
        case 6: return "net \(quoted) unreachable - unknown"
        case 7: return "host \(quoted) unreachable - unknown"
        case 8: return "\(quoted) unreachable - source host isolated"
        case 9: return "net \(quoted) unreachable - admin prohibited"
        case 10: return "host \(quoted) unreachable - admin prohibited"
        case 11: return "net \(quoted) unreachable - tos prohibited"
        case 12: return "host \(quoted) unreachable - tos prohibited"
        case 13: return "host \(quoted) unreachable - admin prohibited filter"
        case 14: return "host \(quoted) unreachable - host precedence violation"
        case 15: return "host \(quoted) unreachable - precedence cutoff"
        default: return "\(quoted) unreachable - #\(code)"
        }
    }

    private func routerAdvertisementWords(_ window: ByteWindow) throws(HeaderFault) -> String {
        let lifetime = Int64(try window.u16(6))
        let count = try window.u8(4), size = try window.u8(5)
        let seconds = TcpdumpText.padded(lifetime % 60, 2), minutes = TcpdumpText.padded(lifetime / 60 % 60, 2)
        let words =
            switch lifetime {
            case ..<60: "\(lifetime)"
            case ..<3600: "\(lifetime / 60):\(seconds)"
            default: "\(lifetime / 3600):\(minutes):\(seconds)"
            }
        var text = "router advertisement lifetime \(words) \(count):"
        guard size == 2 else { return text + " [size \(size)]" }
        for index in 0..<Int(count) {
            text += " {\(try window.ipv4(8 + index * 8)) \(try window.u32(12 + index * 8))}"
        }
        return text
    }

    /// Milliseconds since midnight as `HH:MM:SS.mmm`.
    private func clock(_ milliseconds: UInt32) -> String {
        let time = Int64(milliseconds)
        let parts = [time / 3_600_000, time / 60_000 % 60, time / 1000 % 60].map { TcpdumpText.padded($0, 2) }
        return parts.joined(separator: ":") + "." + TcpdumpText.padded(time % 1000, 3)
    }
}
