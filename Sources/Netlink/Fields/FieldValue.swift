/// A field of a kernel object as programs read it: what JSON has.
package indirect enum FieldValue: Sendable, Hashable {
    case bool(Bool)
    case integer(Int64)
    /// Beyond what a signed number holds.
    case unsigned(UInt64)
    case number(Double)
    case text(String)
    case list([FieldValue])
    case record(FieldRecord)

    package init(_ value: some FixedWidthInteger) {
        if let value = Int64(exactly: value) { self = .integer(value) } else { self = .unsigned(UInt64(clamping: value)) }
    }

    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var record: FieldRecord? { if case .record(let record) = self { record } else { nil } }
}

/// The fields of an object by their names, in the order of its table. What an object has none of is left out.
package struct FieldRecord: Sendable, Hashable {
    package struct Member: Sendable, Hashable {
        package var name: String
        package var value: FieldValue
    }

    package private(set) var members: [Member] = []

    package init() {}

    package subscript(name: String) -> FieldValue? {
        get { members.first { $0.name == name }?.value }
        set {
            if let position = members.firstIndex(where: { $0.name == name }) {
                if let newValue { members[position].value = newValue } else { members.remove(at: position) }
            } else if let newValue {
                members.append(Member(name: name, value: newValue))
            }
        }
    }

    /// Adds a member that the record does not have yet.
    mutating func append(_ name: String, _ value: FieldValue) { members.append(Member(name: name, value: value)) }
}

extension FieldRecord: ExpressibleByDictionaryLiteral {
    /// Members with different names, in their order.
    package init(dictionaryLiteral members: (String, FieldValue?)...) {
        for case (let name, let value?) in members { append(name, value) }
    }
}

extension FieldRecord: Codable {
    private struct MemberKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: MemberKey.self)
        for key in container.allKeys {
            members.append(Member(name: key.stringValue, value: try container.decode(FieldValue.self, forKey: key)))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: MemberKey.self)
        for member in members { try container.encode(member.value, forKey: MemberKey(stringValue: member.name)) }
    }
}

extension FieldValue: Codable {
    package init(from decoder: any Decoder) throws {
        if let record = try? FieldRecord(from: decoder) {
            self = .record(record)
            return
        }
        if var list = try? decoder.unkeyedContainer() {
            var values: [FieldValue] = []
            while !list.isAtEnd { values.append(try list.decode(FieldValue.self)) }
            self = .list(values)
            return
        }
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(UInt64.self) {
            self = .unsigned(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .record(let record): return try record.encode(to: encoder)
        case .list(let values):
            var container = encoder.unkeyedContainer()
            for value in values { try container.encode(value) }
            return
        case .bool, .integer, .unsigned, .number, .text: break
        }
        var container = encoder.singleValueContainer()
        switch self {
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .unsigned(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .list, .record: break
        }
    }
}
