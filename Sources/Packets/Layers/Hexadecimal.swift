/// Numbers as `0x0800` and bytes as `0800`.
enum Hexadecimal {
    /// The number with `0x` and at least `digits` digits.
    static func text(_ number: some BinaryInteger, digits: Int) -> String {
        "0x" + padded(number, digits: digits)
    }

    /// The number without `0x`, with at least `digits` digits.
    static func padded(_ number: some BinaryInteger, digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    static func text(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { padded($0, digits: 2) }.joined()
    }
}
