import Addresses

extension TcpdumpPrinter {
    private static let icmpv6Names: [UInt8: String] = [
        1: "destination unreachable", 2: "packet too big", 3: "time exceeded in-transit", 4: "parameter problem",
        128: "echo request", 129: "echo reply", 130: "multicast listener query",
        131: "multicast listener report", 132: "multicast listener done", 133: "router solicitation",
        134: "router advertisement", 135: "neighbor solicitation", 136: "neighbor advertisement",
        137: "redirect", 138: "router renumbering", 139: "node information query",
        140: "node information reply", 141: "inverse neighbor solicitation",
        142: "inverse neighbor advertisement", 143: "multicast listener report v2",
        144: "ha discovery request", 145: "ha discovery reply",
        146: "mobile router solicitation", 147: "mobile router advertisement", 200: "mtrace response",
        201: "mtrace message",
    ]

    mutating func printICMPv6(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        protocolName = "icmp6"
        guard length > 0 else {
            out("ICMP6, length 0")
            return invalid()
        }
        let type = try window.u8(0)
        out("ICMP6, " + (Self.icmpv6Names[type] ?? "unknown icmp6 type (\(type))"))
        let code = try window.u8(1)
        switch type {
        case 1:
            guard try printUnreachableV6(window, code: code) else { return dumpUnknown(window) }
        case 2: out(", mtu \(try window.u32(4))")
        case 3:
            switch code {
            case 0: out(" for \(try Self.ipv6(window, 32))")
            case 1: out(" (reassembly)")
            default: out(", unknown code (\(code))")
            }
        case 4: try printParameterProblem(window, code: code)
        case 128, 129: out(", id \(try window.u16(4))" + sequence("\(try window.u16(6))"))
        case 130:
            if length == 24 {
                try printListenerV1(window)
            } else if length >= 28 {
                out(" v2")
                try printListenerQueryV2(window, length: length)
            } else {
                out(" unknown-version (len \(length)) ")
            }
        case 131, 132: try printListenerV1(window)
        case 133, 134: break
        case 135: out(", who has \(try Self.ipv6(window, 8))")
        case 136: out(", tgt is \(try Self.ipv6(window, 8))")
        case 137:
            out(", \(try Self.ipv6(window, 24))")
            out(" to \(try Self.ipv6(window, 8))")
        case 144, 146: out(", id \(Hexadecimal.text(try window.u16(4), digits: 4))")
        case 145, 147: break
        case 143:
            if length < 8 {
                out(" [invalid len \(length)]")
            } else {
                out(", \(try window.u16(6)) group record(s)")
            }
        default:
            out(", length \(length)")
            return dumpUnknown(window)
        }
        out(", length \(length)")
    }

    private static func ipv6(_ window: ByteWindow, _ offset: Int) throws(HeaderFault) -> String {
        address(try window.ipv6(offset))
    }

    /// `false` for an unknown code.
    private mutating func printUnreachableV6(_ window: ByteWindow, code: UInt8) throws(HeaderFault) -> Bool {
        let names: [UInt8: String] = [
            0: "unreachable route", 1: " unreachable prohibited", 2: "beyond scope", 3: "unreachable address",
            4: "unreachable port",
        ]
        out(", " + (names[code] ?? "unknown unreach code (\(code))"))
        switch code {
        case 0, 1, 3: out(" \(try Self.ipv6(window, 32))")
        case 2: out(" \(try Self.ipv6(window, 32)), source address \(try Self.ipv6(window, 16))")
        case 4:
            let original = window.dropFirst(8)
            let header = try IPv6Header(original)
            guard !header.endsInExtension, header.fragment?.offset ?? 0 == 0 else { throw .short }
            let port = try original.u16(header.headerLength + 2)
            let destination = Self.address(header.destination)
            switch header.upperProtocol {
            case .tcp: out(", \(destination) tcp port \(port)")
            case .udp: out(", \(destination) udp port \(port)")
            default: throw .short
            }
        default: return false
        }
        return true
    }

    private mutating func printParameterProblem(_ window: ByteWindow, code: UInt8) throws(HeaderFault) {
        try window.require(16, at: 32)
        let pointer = try window.u32(4)
        switch code {
        case 0: out(", erroneous - octet \(pointer)")
        case 1: out(", next header - octet \(pointer)")
        case 2: out(", option - octet \(pointer)")
        case 3: out(", incomplete header chain - octet \(pointer)")
        default: out(", code-#\(code)")
        }
    }

    private mutating func printListenerV1(_ window: ByteWindow) throws(HeaderFault) {
        guard window.has(24) else { return }
        out("max resp delay: \(try window.u16(4)) ")
        out("addr: \(try Self.ipv6(window, 8))")
    }

    private mutating func printListenerQueryV2(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        try window.require(2, at: 4)
        out(" [gaddr \(try Self.ipv6(window, 8))")
        let sources = Int(try window.u16(26))
        if sources > 0 {
            out(length < 28 + sources * 16 ? " [invalid number of sources]" : ", \(sources) source(s)")
        }
        out("]")
    }

    /// The bytes of a message of unknown type: hexadecimal only.
    private mutating func dumpUnknown(_ window: ByteWindow) {
        let bytes = Array(window.slice)
        for start in stride(from: 0, to: bytes.count, by: 16) {
            out("\n\t\(Hexadecimal.text(start, digits: 4)): ")
            for (index, byte) in bytes[start..<min(start + 16, bytes.count)].enumerated() {
                out((index % 2 == 0 ? " " : "") + Hexadecimal.padded(byte, digits: 2))
            }
        }
    }
}
