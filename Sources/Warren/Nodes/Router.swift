/// A machine that joins segments and passes packets on between them.
///
///     let router = Router("router")
///
///     Segment("left")  { host1; router.attached(as: "eth0", "10.57.4.1/24") }
///     Segment("right") { host2; router.attached(as: "eth1", "10.57.5.1/24") }
///     host1 { Route("default", via: router) }
///
/// The kernel makes no difference between a router and a ``Host``: both forward, and a router is lowered to a
/// host without an address of its own. It stands in each segment by a link that you name. Where it stands for an
/// address, as in `via: router`, the one on a network that the asking node shares is meant.
public struct Router: Node, Hashable, Codable {
    /// The node's name.
    public var name: String
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A router of this name. It stands in segments by `attached(as:)`.
    public init(_ name: String, file: String = #filePath, line: Int = #line) {
        self.name = name
        self.source = SourceLocation(file: file, line: line)
    }

    public var lowered: [Element] { Host(name, file: source.file, line: source.line).lowered }
}
