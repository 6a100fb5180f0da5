/// A network namespace of the lab: a ``Host``, a ``Pod``, a bare ``Namespace`` or a ``Segment``'s own.
///
/// A node stands wherever its address, its link or its MAC is asked for, and what follows it in braces
/// is what it has:
///
///     host1 { Route("192.168.11.0/24", via: host2, .onlink) }
public protocol Node: AddressConvertible, MACConvertible, LabElement, Sendable {
    /// What the node is called: its name in the lab, in messages, and after the lab's in /run/netns.
    var name: String { get }
}

extension Node {
    /// A link of this node: `host1["eth0"]`.
    public subscript(link: String) -> LinkReference {
        LinkReference(node: name, link: link)
    }

    /// What this node has: links, addresses, routes, …
    public func callAsFunction(
        file: String = #filePath, line: Int = #line, @NodeBuilder _ content: () -> [NodeElement]
    ) -> Within {
        Within(node: name, elements: content(), source: SourceLocation(file: file, line: line))
    }

    /// This node on a segment, by a link of this name and with these addresses (CIDR).
    ///
    /// For a second segment of a host, and for nodes other than hosts:
    ///
    ///     Segment("dmz") { host1.attached(as: "eth1", "10.9.0.2/24") }
    public func attached(
        as link: String, _ addresses: String..., file: String = #filePath, line: Int = #line
    ) -> Attachment {
        Attachment(
            node: name, link: link, addresses: addresses, source: SourceLocation(file: file, line: line),
            declaration: lowered)
    }

    /// The node's address: the first of a fitting family, or the one on a network that the asking node shares.
    public var addressReference: Reference { .node(name) }
    /// The MAC address of the node's first link.
    public var macReference: Reference { .node(name) }
}
