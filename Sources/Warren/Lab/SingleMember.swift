/// The one member of an object that has exactly one, of a known name: how a value is written that is one of several kinds.
struct SingleMember<Key: CodingKey> {
    let key: Key
    private let name: AnyKey
    private let container: KeyedDecodingContainer<AnyKey>

    fileprivate init(of decoder: any Decoder) throws {
        container = try decoder.container(keyedBy: AnyKey.self)
        let members = container.allKeys
        guard members.count == 1, let key = Key(stringValue: members[0].stringValue) else {
            let found = members.map { "\"\($0.stringValue)\"" }.sorted().joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "expected one member of a known kind; found \(found.isEmpty ? "none" : found)"))
        }
        self.key = key
        name = members[0]
    }

    /// The member's value.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try container.decode(type, forKey: name) }
}

extension Decoder {
    /// The one member of an object, whose name is one of the keys.
    func singleMember<Key: CodingKey>(_ type: Key.Type) throws -> SingleMember<Key> { try SingleMember(of: self) }
}

/// Any member of an object, known or not.
struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
