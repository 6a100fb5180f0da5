/// What a node has between its braces: one ``NodeWord``, for a kernel object of its network namespace.
public struct NodeElement: Sendable {
    /// The word itself, such as a ``Bridge`` or a ``Route``.
    public let word: any NodeWord

    /// An element that is this word.
    public init(_ word: some NodeWord) { self.word = word }

    /// Where the element was written.
    public var source: SourceLocation { word.source }
}

extension NodeElement: Hashable {
    public static func == (one: NodeElement, other: NodeElement) -> Bool { one.word.isEqual(other.word) }
    public func hash(into hasher: inout Hasher) { word.hash(into: &hasher) }
}

/// Written as an object with one member, whose name is the word's: `{"route": {…}}`.
extension NodeElement: Codable {
    private struct Key: CodingKey {
        let word: any NodeWord.Type
        var stringValue: String { word.keyword }
        var intValue: Int? { nil }

        init?(stringValue: String) {
            guard let word = Vocabulary.nodeWord(stringValue) else { return nil }
            self.word = word
        }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        let member = try decoder.singleMember(Key.self)
        func read<Known: NodeWord>(_ word: Known.Type) throws -> any NodeWord { try member.decode(word) }
        word = try read(member.key.word)
    }

    public func encode(to encoder: any Encoder) throws { try word.write(to: encoder) }
}
