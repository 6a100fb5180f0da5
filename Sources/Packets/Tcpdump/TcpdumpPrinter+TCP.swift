extension TcpdumpPrinter {
    mutating func printTCP(
        _ window: ByteWindow, length: Int, _ network: TcpdumpNetwork
    ) throws(HeaderFault) {
        protocolName = "tcp"
        guard window.has(4) else {
            out("\(network.addresses):")
            return truncated()
        }
        let source = try window.u16(0), destination = try window.u16(2)
        out(network.ports(source, destination, .tcp))
        try window.require(20)
        let headerLength = Int(try window.u8(12) >> 4) * 4
        guard headerLength >= 20 else {
            out(" tcp \(length - headerLength) [bad hdr length \(headerLength) - too short, < 20]")
            return
        }
        let flags = TCPFlags(rawValue: try window.u8(13))
        out("Flags [\(Self.letters(flags))]")
        var numbers = TCPConversations.Numbers(
            sequence: try window.u32(4), acknowledgement: try window.u32(8), acknowledgedStart: 0)
        if flags.contains(.ack), !options.absoluteSequenceNumbers {
            numbers = conversations.relative(
                from: network.source, port: source, to: network.destination, port: destination,
                sequence: numbers.sequence, acknowledgement: numbers.acknowledgement, isSYN: flags.contains(.syn))
        }
        guard headerLength <= length else {
            out(" [bad hdr length \(headerLength) - too long, > \(length)]")
            return
        }
        let payloadLength = length - headerLength
        if payloadLength > 0 || !flags.isDisjoint(with: [.syn, .fin, .rst]) {
            let end = payloadLength > 0 ? ":\(numbers.sequence &+ UInt32(truncatingIfNeeded: payloadLength))" : ""
            out(sequence("\(numbers.sequence)\(end)"))
        }
        if flags.contains(.ack) { out(", ack \(numbers.acknowledgement)") }
        out(", win \(try window.u16(14))")
        if flags.contains(.urg) { out(", urg \(try window.u16(18))") }
        if headerLength > 20 {
            out(", options [")
            guard try printTCPOptions(window.dropFirst(20), length: headerLength - 20, numbers) else { return }
            out("]")
        }
        out(", length \(payloadLength)")
    }

    private static func letters(_ flags: TCPFlags) -> String {
        let letters: [(TCPFlags, String)] = [
            (.fin, "F"), (.syn, "S"), (.rst, "R"), (.psh, "P"), (.ack, "."), (.urg, "U"), (.ece, "E"), (.cwr, "W"),
        ]
        return flags.isEmpty ? "none" : letters.filter { flags.contains($0.0) }.map(\.1).joined()
    }

    /// `false` if an option contradicts the header's length, after which tcpdump prints no more.
    private mutating func printTCPOptions(
        _ options: ByteWindow, length: Int, _ numbers: TCPConversations.Numbers
    ) throws(HeaderFault) -> Bool {
        var position = 0
        var left = length
        while left > 0 {
            if position > 0 { out(",") }
            let kind = try options.u8(position)
            position += 1
            left -= 1
            if kind <= 1 {
                out(kind == 0 ? "eol" : "nop")
                if kind == 0 { return true }
                continue
            }
            let claimed = Int(try options.u8(position))
            position += 1
            guard claimed >= 2, claimed <= left + 1 else {
                badOption(afterOthers: position > 2)
                return false
            }
            left -= 1
            let first = position == 2
            do {
                guard let used = try printTCPOption(kind, options.dropFirst(position), claimed - 2, left, numbers)
                else {
                    badOption(afterOthers: !first)
                    return false
                }
                position += used
                left -= used
                if used != claimed - 2 { out("[len \(claimed)]") }
            } catch {
                truncated()
                // Not what the bracket asks for, but what tcpdump closes it with.
                if !first { out(">") }
                return false
            }
        }
        return true
    }

    private mutating func badOption(afterOthers: Bool) {
        out("[bad opt]" + (afterOthers ? "]" : ""))
    }

    /// How many bytes of the value were printed; `nil` if the options end before them.
    private mutating func printTCPOption(
        _ kind: UInt8, _ value: ByteWindow, _ length: Int, _ left: Int, _ numbers: TCPConversations.Numbers
    ) throws(HeaderFault) -> Int? {
        let names: [UInt8: String] = [
            2: "mss", 3: "wscale", 4: "sackOK", 5: "sack", 6: "echo", 7: "echoreply", 8: "TS", 11: "cc",
            12: "ccnew", 13: "ccecho", 19: "md5", 20: "scps", 28: "uto", 29: "tcp-ao", 30: "mptcp", 34: "tfo",
            254: "exp",
        ]
        out(names[kind] ?? "unknown-\(kind)")
        let fixed: [UInt8: Int] = [2: 2, 3: 1, 4: 0, 6: 4, 7: 4, 8: 8, 11: 4, 12: 4, 13: 4]
        if let size = fixed[kind] {
            guard size <= left else { return nil }
            try value.require(size)
        }
        switch kind {
        case 2: out(" \(try value.u16(0))")
        case 3: out(" \(try value.u8(0))")
        case 4: break
        case 5: return try printSelectiveAcknowledgement(value, length, left, numbers)
        case 6, 7, 11, 12, 13: out(" \(try value.u32(0))")
        case 8: out(" val \(try value.u32(0)) ecr \(try value.u32(4))")
        default:
            guard length <= left else { return nil }
            if length > 0 { out(" 0x") }
            for offset in 0..<length { out(Hexadecimal.padded(try value.u8(offset), digits: 2)) }
            return length
        }
        return fixed[kind]
    }

    private mutating func printSelectiveAcknowledgement(
        _ value: ByteWindow, _ length: Int, _ left: Int, _ numbers: TCPConversations.Numbers
    ) throws(HeaderFault) -> Int? {
        guard length % 8 == 0 else {
            out(" invalid sack")
            return length
        }
        out(" \(length / 8) ")
        for offset in stride(from: 0, to: length, by: 8) {
            guard offset + 8 <= left else { return nil }
            let start = numbers.acknowledgedStart
            out("{\(try value.u32(offset) &- start):\(try value.u32(offset + 4) &- start)}")
        }
        return length
    }
}
