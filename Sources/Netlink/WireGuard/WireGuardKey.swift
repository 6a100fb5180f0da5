/// A key of WireGuard's, 32 bytes: a private one, or the public one that belongs to it. As text, Base64, as wg(8) has it.
package struct WireGuardKey: Sendable, Hashable {
    package let bytes: [UInt8]

    /// `nil` unless there are 32.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// 44 characters of Base64, the last of them `=`.
    package init?(_ text: String) {
        let characters = Array(text.utf8)
        guard characters.count == 44, characters[43] == UInt8(ascii: "=") else { return nil }
        var bits: UInt32 = 0, count = 0
        var bytes: [UInt8] = []
        for character in characters.dropLast() {
            guard let value = Self.alphabet.firstIndex(of: character) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        // The last character has two bits more than the key.
        guard bits & 3 == 0 else { return nil }
        self.init(bytes: bytes)
    }

    /// A new private key, by the system's generator. The kernel sets the bits that Curve25519 wants set.
    package static func random() -> WireGuardKey {
        var generator = SystemRandomNumberGenerator()
        return WireGuardKey(unchecked: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}

extension WireGuardKey: CustomStringConvertible {
    /// Base64.
    package var description: String {
        var text: [UInt8] = []
        var bits: UInt32 = 0, count = 0
        for byte in bytes + [0] {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6, text.count < 43 {
                count -= 6
                text.append(Self.alphabet[Int(bits >> UInt32(count) & 0x3f)])
            }
        }
        return String(decoding: text, as: UTF8.self) + "="
    }
}
