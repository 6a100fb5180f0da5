/// A link that is up, whatever the base of the lab says: `ip link set … up`.
///
///     Stage("The cable is mended") { Up(host1["eth0"]) }
///
/// Links are up anyway, so this is for a link that the base has down. Short for `host1 { Link("eth0", .up) }`.
public struct Up: Sendable, Hashable, LabElement {
    /// The link that is up.
    public var link: LinkReference
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// Has the link up for as long as the stage has it so.
    public init(_ link: LinkReference, file: String = #filePath, line: Int = #line) {
        self.link = link
        self.source = SourceLocation(file: file, line: line)
    }

    public var lowered: [Element] {
        let change = Link(link.link, .up, file: source.file, line: source.line)
        return Within(node: link.node, elements: change.lowered, source: source).lowered
    }
}
