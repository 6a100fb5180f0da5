import CNetlink

/// The messages in a datagram, one after the other. As with ``Attributes``, reading stays within the bytes.
struct Messages: Sequence, IteratorProtocol {
    struct Message {
        var header: nlmsghdr
        var payload: UnsafeRawBufferPointer

        var type: Int { Int(header.nlmsg_type) }
        func has(_ flag: Int32) -> Bool { Int32(header.nlmsg_flags) & flag != 0 }

        /// Appends the message as it came, padded to 4 bytes.
        func append(to bytes: inout [UInt8]) {
            Swift.withUnsafeBytes(of: header) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: payload)
            while bytes.count % 4 != 0 { bytes.append(0) }
        }
    }

    private var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    mutating func next() -> Message? {
        guard let header = rest.fixed(as: nlmsghdr.self) else { return nil }
        let length = Int(header.nlmsg_len)
        guard length >= 16, length <= rest.count else { return nil }
        let payload = UnsafeRawBufferPointer(rebasing: rest[16..<length])
        rest = rest.dropping((length + 3) & ~3)
        return Message(header: header, payload: payload)
    }
}
