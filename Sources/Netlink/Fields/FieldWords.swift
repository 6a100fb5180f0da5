/// What a command says of a field that has a value.
package enum FieldWords<Value: Sendable>: Sendable {
    case nothing
    /// `ttl 64`
    case word(String)
    /// `tos 0x10`, as ip(8) reads it
    case hexadecimal(String)
    /// `csum`, or nothing
    case flag(String)
    /// `learning` or `nolearning`
    case either(String, String)
    case custom(@Sendable (Value) -> [String])

    func of(_ value: Value, _ codec: Codec<Value>) -> [String] {
        switch self {
        case .nothing: []
        case .word(let word): [word, codec.text(value)]
        case .hexadecimal(let word): [word, "0x" + String(UInt64(codec.text(value)) ?? 0, radix: 16)]
        case .flag(let word): value as? Bool == true ? [word] : []
        case .either(let yes, let no): [value as? Bool == true ? yes : no]
        case .custom(let words): words(value)
        }
    }
}
