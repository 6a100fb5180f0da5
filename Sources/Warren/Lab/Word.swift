/// A word of the vocabulary: a value that says one thing of a lab or of a node.
///
/// A word is a type of its own, which says how it is written and what it refers to. What becomes of it in a network,
/// planning knows. So a further module can bring words: it makes them known to ``Vocabulary``, and they stand in labs
/// as the others do.
public protocol Word: Codable, Hashable, Sendable {
    /// Its name where a lab is written down: the `route` of `{"route": {…}}`. No two words share one.
    static var keyword: String { get }
    /// The line of the lab file that asks for it.
    var source: SourceLocation { get }
    /// Every address, network, MAC address, node and link of a named node that it says, as it says it. What a probe
    /// only looks for, on the wire or in a table, is not among them.
    var references: [Reference] { get }
}

/// A word that stands in a lab or a stage.
public protocol LabWord: Word, LabElement {}

extension LabWord {
    public var lowered: [Element] { [Element(self)] }
}

/// A word that stands within a node: a link, an address, a route, …
public protocol NodeWord: Word, WithinNode {}

extension NodeWord {
    public var lowered: [NodeElement] { [NodeElement(self)] }
}

extension Word {
    /// Whether the other is the same word, and of equal value.
    func isEqual(_ other: some Word) -> Bool { (other as? Self) == self }

    /// Writes the word as an object with one member: `{"host": {…}}`.
    func write(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: AnyKey.self)
        try container.encode(self, forKey: AnyKey(stringValue: Self.keyword))
    }
}
