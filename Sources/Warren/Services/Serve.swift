/// A server that a node has: it listens on a port, on every address of the node.
///
///     Serve(on: podB, .tcp, port: 7)                        // sends back what it is sent
///     Serve(on: podB, .udp, port: 5353, reply: "hello\n")   // always says the same
///
/// A server with a `reply` says it to whoever connects, and to each datagram. It belongs to the stage like
/// any route: a stage that does without it has nobody on the port. It is Warren itself that answers, with a
/// socket of the node, so a lab with a thousand servers has no process more.
public struct Serve: LabWord {
    /// What is answered.
    public enum Service: Sendable, Hashable, Codable {
        /// What was sent.
        case echo
        /// Always this.
        case reply(String)
        /// HTTP: for each path a page. See ``HTTPServer``.
        case pages([String: String])
    }

    /// The node's name.
    public var node: String
    /// TCP or UDP.
    public var transport: Transport
    /// 1 to 65,535.
    public var port: Int
    /// What is answered.
    public var service: Service
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A server of a node.
    ///
    /// - Parameters:
    ///   - port: 1 to 65,535
    ///   - reply: what it says; `nil`: it sends back what it is sent
    public init(
        on node: some Node, _ transport: Transport = .tcp, port: Int, reply: String? = nil, file: String = #filePath,
        line: Int = #line
    ) {
        self.node = node.name
        self.transport = transport
        self.port = port
        self.service = reply.map { .reply($0) } ?? .echo
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "serve"
    public var references: [Reference] { [.node(node)] }
}
