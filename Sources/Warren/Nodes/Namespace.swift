/// A bare network namespace: only `lo`, up, until the lab gives it more.
public struct Namespace: Node, LabWord {
    /// The node's name.
    public var name: String
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A bare network namespace of this name.
    public init(_ name: String, file: String = #filePath, line: Int = #line) {
        self.name = name
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "namespace"
    public var references: [Reference] { [] }
}
