/// An option of a TCP header.
public enum TCPOption: Sendable, Hashable {
    case endOfList
    case noOperation
    /// The largest segment that the sender takes, in bytes (RFC 9293).
    case maximumSegmentSize(UInt16)
    /// By how many bits windows are to be shifted left (RFC 7323).
    case windowScale(UInt8)
    case selectiveAcknowledgementPermitted
    /// The edges of what arrived beyond the acknowledged (RFC 2018).
    case selectiveAcknowledgement([Range])
    /// RFC 7323.
    case timestamps(value: UInt32, echoReply: UInt32)
    case other(kind: UInt8, bytes: [UInt8])

    /// Sequence numbers from `left` up to, without, `right`; they may wrap around.
    public struct Range: Sendable, Hashable {
        public var left: UInt32
        public var right: UInt32
    }

    /// The options that can be read: those before the first that contradicts its length.
    static func list(_ window: ByteWindow) -> [TCPOption] {
        var options: [TCPOption] = []
        var rest = window
        while let kind = try? rest.u8(0) {
            if kind == 0 { return options + [.endOfList] }
            if kind == 1 {
                options.append(.noOperation)
                rest = rest.dropFirst(1)
                continue
            }
            guard let length = try? rest.u8(1), length >= 2, rest.has(Int(length)),
                let option = try? TCPOption(kind: kind, rest.prefix(Int(length)).dropFirst(2))
            else { return options }
            options.append(option)
            rest = rest.dropFirst(Int(length))
        }
        return options
    }

    private init(kind: UInt8, _ value: ByteWindow) throws(HeaderFault) {
        switch (kind, value.count) {
        case (2, 2): self = .maximumSegmentSize(try value.u16(0))
        case (3, 1): self = .windowScale(try value.u8(0))
        case (4, 0): self = .selectiveAcknowledgementPermitted
        case (5, let count) where count % 8 == 0:
            var ranges: [Range] = []
            for offset in stride(from: 0, to: count, by: 8) {
                ranges.append(Range(left: try value.u32(offset), right: try value.u32(offset + 4)))
            }
            self = .selectiveAcknowledgement(ranges)
        case (8, 8): self = .timestamps(value: try value.u32(0), echoReply: try value.u32(4))
        default: self = .other(kind: kind, bytes: Array(value.slice))
        }
    }
}
