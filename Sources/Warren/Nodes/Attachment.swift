/// A node's link on a segment.
public struct Attachment: Sendable, Hashable {
    /// The node's name.
    public var node: String
    /// The link's name in the node; `nil`: `eth0`, with the addresses that the host was given.
    public var link: String?
    /// Addresses in CIDR notation.
    public var addresses: [String]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// The node's own element, which standing in the segment declares. Neither written down nor kept in a
    /// lab's elements: there the segment is followed by it.
    var declaration: [Element] = []

    var references: [Reference] { [.node(node)] + addresses.map { .literal($0) } }
}

extension Attachment: Codable {
    private enum CodingKeys: String, CodingKey { case node, link, addresses, source }
}

/// What may stand between the braces of a ``Segment``: a host, or any node `attached(as:)` by a named link.
public protocol OnSegment {
    /// The link by which it stands in the segment.
    var attachment: Attachment { get }
}

extension Attachment: OnSegment {
    /// Itself.
    public var attachment: Attachment { self }
}

extension Host: OnSegment {
    /// Its `eth0`, with the addresses that it was given.
    public var attachment: Attachment {
        Attachment(node: name, link: nil, addresses: addresses, source: source, declaration: lowered)
    }
}

/// Collects what stands between the braces of a ``Segment``.
@resultBuilder
public enum SegmentBuilder {
    /// One thing that stands between the braces, or several at once.
    public static func buildExpression(_ node: some OnSegment) -> [Attachment] { [node.attachment] }
    /// One thing that stands between the braces, or several at once.
    public static func buildExpression(_ nodes: [some OnSegment]) -> [Attachment] { nodes.map(\.attachment) }
    /// Everything between the braces, in order.
    public static func buildBlock(_ parts: [Attachment]...) -> [Attachment] { parts.flatMap { $0 } }
    /// What a loop made.
    public static func buildArray(_ parts: [[Attachment]]) -> [Attachment] { parts.flatMap { $0 } }
    /// What an `if` made, or nothing.
    public static func buildOptional(_ part: [Attachment]?) -> [Attachment] { part ?? [] }
    /// What the first branch made.
    public static func buildEither(first part: [Attachment]) -> [Attachment] { part }
    /// What the other branch made.
    public static func buildEither(second part: [Attachment]) -> [Attachment] { part }
}
