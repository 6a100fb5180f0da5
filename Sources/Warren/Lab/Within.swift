/// Kernel objects of one node: what `host1 { … }` makes.
public struct Within: LabWord {
    /// The node's name.
    public var node: String
    /// What the node has, in the order in which it was written.
    public var elements: [NodeElement]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// What the node of this name has. A lab file says it with braces after the node.
    public init(node: String, elements: [NodeElement], source: SourceLocation) {
        self.node = node
        self.elements = elements
        self.source = source
    }

    public static let keyword = "within"
    public var references: [Reference] { [.node(node)] + elements.flatMap(\.word.references) }
}
