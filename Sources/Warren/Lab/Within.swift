/// Kernel objects of one node: what `host1 { … }` makes.
public struct Within: Sendable, Hashable, Codable, LabElement {
    /// The node's name.
    public var node: String
    public var elements: [NodeElement]
    public var source: SourceLocation

    public init(node: String, elements: [NodeElement], source: SourceLocation) {
        self.node = node
        self.elements = elements
        self.source = source
    }

    public var lowered: [Element] { [.within(self)] }
}
