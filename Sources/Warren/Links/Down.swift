/// A link that fails: the administrator's `ip link set … down`.
///
///     Stage("The cable breaks") {
///         Down(host1["eth0"])
///         Ping(from: host1, to: host2).fails(with: .netUnreachable)
///     }
///
/// The kernel takes away what needs the link: its routes, its neighbours and its IPv6 addresses. The other end of
/// a cable loses its carrier, and keeps its routes. A stage that does not have it any more has the link up again,
/// with all that it had. Short for `host1 { Link("eth0", .down) }`.
public struct Down: Sendable, Hashable, LabElement {
    /// The link that is taken down.
    public var link: LinkReference
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// Takes the link down for as long as the stage has it so.
    public init(_ link: LinkReference, file: String = #filePath, line: Int = #line) {
        self.link = link
        self.source = SourceLocation(file: file, line: line)
    }

    public var lowered: [Element] {
        let change = Link(link.link, .down, file: source.file, line: source.line)
        return Within(node: link.node, elements: change.lowered, source: source).lowered
    }
}
