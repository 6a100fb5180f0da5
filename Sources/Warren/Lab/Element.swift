/// What a lab or a stage is made of: one ``LabWord``.
public struct Element: Sendable {
    /// The word itself, such as a ``Host`` or a ``Ping``.
    public let word: any LabWord

    /// An element that is this word.
    public init(_ word: some LabWord) { self.word = word }

    /// Where the element was written.
    public var source: SourceLocation { word.source }
}

extension Element: Hashable {
    public static func == (one: Element, other: Element) -> Bool { one.word.isEqual(other.word) }
    public func hash(into hasher: inout Hasher) { word.hash(into: &hasher) }
}

/// Written as an object with one member, whose name is the word's: `{"host": {…}}`.
extension Element: Codable {
    private struct Key: CodingKey {
        let word: any LabWord.Type
        var stringValue: String { word.keyword }
        var intValue: Int? { nil }

        init?(stringValue: String) {
            guard let word = Vocabulary.labWord(stringValue) else { return nil }
            self.word = word
        }
        init?(intValue: Int) { nil }
    }

    public init(from decoder: any Decoder) throws {
        let member = try decoder.singleMember(Key.self)
        func read<Known: LabWord>(_ word: Known.Type) throws -> any LabWord { try member.decode(word) }
        word = try read(member.key.word)
    }

    public func encode(to encoder: any Encoder) throws { try word.write(to: encoder) }
}
