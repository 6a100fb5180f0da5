import CNetlink

/// The attributes in a stretch of bytes, one after the other.
///
/// Whatever the bytes are, reading stays within them: it ends where the next attribute would not fit.
/// Payloads are aligned to 4 bytes only.
struct Attributes: Sequence, IteratorProtocol {
    private var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    /// The attributes behind a message's fixed part.
    init<Header>(_ payload: UnsafeRawBufferPointer, after: Header.Type) {
        rest = payload.dropping((MemoryLayout<Header>.size + 3) & ~3)
    }

    mutating func next() -> (type: UInt16, payload: UnsafeRawBufferPointer)? {
        guard let head = rest.fixed(as: nlattr.self) else { return nil }
        let length = Int(head.nla_len)
        guard length >= 4, length <= rest.count else { return nil }
        let payload = UnsafeRawBufferPointer(rebasing: rest[4..<length])
        rest = rest.dropping((length + 3) & ~3)
        // The two highest bits say "nested" and "network order".
        return (head.nla_type & 0x3fff, payload)
    }

    /// The payload of the first attribute of a type.
    func first(_ type: Int) -> UnsafeRawBufferPointer? {
        for (each, payload) in self where Int(each) == type { return payload }
        return nil
    }
}

extension UnsafeRawBufferPointer {
    /// The number that the payload begins with; `nil` if it is too short.
    func number<Number: FixedWidthInteger & BitwiseCopyable>(as type: Number.Type) -> Number? {
        fixed(as: type)
    }

    /// The structure that the payload begins with; `nil` if it is too short.
    func fixed<Value: BitwiseCopyable>(as type: Value.Type) -> Value? {
        count >= MemoryLayout<Value>.size ? loadUnaligned(as: type) : nil
    }

    /// The text up to the first NUL, or all.
    var text: String { String(decoding: prefix { $0 != 0 }, as: UTF8.self) }

    func dropping(_ bytes: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[Swift.min(bytes, count)...])
    }
}
