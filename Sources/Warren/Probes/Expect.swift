/// What a node's tables must hold, or must come to hold within a time.
///
///     Expect(host1) {
///         Neighbour("192.168.11.1", mac: host2["vxlan0"], dev: "vxlan0")
///         Forwarding(host2["vxlan0"], dst: host2, dev: "vxlan0", .learned)
///     }
///     Expect(host1, .absent) { Route("192.168.11.0/24", dev: "eth0") }
///
/// Within the braces stand addresses, routes, neighbours and forwarding entries. Only what is written
/// is compared: a route without `via` stands for one by any next hop.
public struct Expect: LabWord {
    /// Whether entries must be there.
    public enum Presence: String, Sendable, Hashable, Codable {
        /// Each of them is there.
        case present
        /// None of them is.
        case absent
    }

    /// The node's name.
    public var node: String
    /// Whether the entries must be there, or must not.
    public var presence: Presence
    /// How long the node may take to get there, in milliseconds.
    public var deadline: Double
    /// The entries.
    public var elements: [NodeElement]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// What a node's tables must hold, or must not.
    ///
    /// - Parameters:
    ///   - deadline: how long the node may take to get there, up to one hour
    ///   - content: addresses, routes, neighbours and forwarding entries
    public init(
        _ node: some Node, _ presence: Presence = .present, within deadline: Duration = .seconds(1),
        file: String = #filePath, line: Int = #line, @NodeBuilder _ content: () -> [NodeElement]
    ) {
        self.node = node.name
        self.presence = presence
        self.deadline = deadline.milliseconds
        self.elements = content()
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "expect"
    public var references: [Reference] { [.node(node)] }
}
