/// An HTTP service of a node: the article's "http service on port 8080 of pod-b".
///
///     HTTPServer(on: podB, port: 8080)                             // "/" says "hello from pod-b"
///     HTTPServer(on: podB, port: 8080, ["/": "hello\n", "/healthz": "ok\n"])
///
/// It answers GET and HEAD for these paths with their text, and 404 for others. In other respects it is as
/// ``Serve`` is.
public struct HTTPServer: Sendable, Hashable, LabElement {
    /// The node's name.
    public var node: String
    /// 1 to 65,535.
    public var port: Int
    /// What is answered, by path. A path begins with `/`.
    public var pages: [String: String]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// An HTTP service of a node.
    ///
    /// - Parameters:
    ///   - port: 1 to 65,535
    ///   - pages: what is answered, by path; `nil`: `/` says "hello from" and the node's name
    public init(
        on node: some Node, port: Int = 80, _ pages: [String: String]? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.node = node.name
        self.port = port
        self.pages = pages ?? ["/": "hello from \(node.name)\n"]
        self.source = SourceLocation(file: file, line: line)
    }

    public var lowered: [Element] {
        var serve = Serve(on: Namespace(node), .tcp, port: port)
        serve.service = .pages(pages)
        serve.source = source
        return serve.lowered
    }
}
