/// A bare network namespace: only `lo`, up, until the lab gives it more.
public struct Namespace: Node, Hashable, Codable {
    public var name: String
    public var source: SourceLocation

    public init(_ name: String, file: String = #filePath, line: Int = #line) {
        self.name = name
        self.source = SourceLocation(file: file, line: line)
    }

    public var lowered: [Element] { [.namespace(self)] }
}
