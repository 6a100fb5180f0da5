/// Values are written as JSON's own numbers, booleans and strings. JSON has one kind of number, so the
/// parameter's kind stands beside them.
extension Parameter: Codable {
    private enum Key: String, CodingKey {
        case name, type, value, lowest, highest, choices, help, source
        case defaultValue = "default"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let kind = try container.decode(Kind.self, forKey: .type)
        func value(_ key: Key) throws -> Value {
            switch kind {
            case .int: .int(try container.decode(Int.self, forKey: key))
            case .double: .double(try container.decode(Double.self, forKey: key))
            case .bool: .bool(try container.decode(Bool.self, forKey: key))
            case .string: .string(try container.decode(String.self, forKey: key))
            }
        }
        name = try container.decode(String.self, forKey: .name)
        defaultValue = try value(.defaultValue)
        self.value = try value(.value)
        lowest = container.contains(.lowest) ? try value(.lowest) : nil
        highest = container.contains(.highest) ? try value(.highest) : nil
        choices = try container.decodeIfPresent([String].self, forKey: .choices)
        help = try container.decode(String.self, forKey: .help)
        source = try container.decode(SourceLocation.self, forKey: .source)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        func encode(_ value: Value, _ key: Key) throws {
            switch value {
            case .int(let value): try container.encode(value, forKey: key)
            case .double(let value): try container.encode(value, forKey: key)
            case .bool(let value): try container.encode(value, forKey: key)
            case .string(let value): try container.encode(value, forKey: key)
            }
        }
        try container.encode(name, forKey: .name)
        try container.encode(kind, forKey: .type)
        try encode(defaultValue, .defaultValue)
        try encode(value, .value)
        if let lowest { try encode(lowest, .lowest) }
        if let highest { try encode(highest, .highest) }
        try container.encodeIfPresent(choices, forKey: .choices)
        try container.encode(help, forKey: .help)
        try container.encode(source, forKey: .source)
    }
}
