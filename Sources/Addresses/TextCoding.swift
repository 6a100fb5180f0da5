// The address types are written as their text in JSON, as every reader of it expects.

extension Decoder {
    func losslessText<Value: LosslessStringConvertible>(_ what: String) throws -> Value {
        let container = try singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Value(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is not \(what)")
        }
        return value
    }
}

extension Encoder {
    func text(_ value: some CustomStringConvertible) throws {
        var container = singleValueContainer()
        try container.encode(value.description)
    }
}
