/// A VRF (virtual routing and forwarding): links of a node that route by a table of their own.
///
///     router {
///         VRF("red", table: 10, links: ["eth1", "eth2"])
///         Route("default", via: "10.1.0.1", dev: "eth1", table: 10)
///     }
///
/// What arrives by one of the links is routed by the VRF's table, and by no other; their connected networks are in it. So
/// two VRFs of one node may have the same addresses. The node's own programs use it by binding to the VRF, which is a link.
public struct VRF: NodeWord {
    /// The link's name, of at most 15 bytes.
    public var name: String
    /// The table of routes, 1 to 4,294,967,295, and none of the kernel's own 253, 254 and 255.
    public var table: Int
    /// Links of the same node.
    public var links: [String]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A VRF, which is up.
    ///
    /// - Parameters:
    ///   - table: of routes, 1 to 4,294,967,295, and none of the kernel's own 253, 254 and 255
    ///   - links: links of the same node
    public init(_ name: String, table: Int, links: [String], file: String = #filePath, line: Int = #line) {
        self.name = name
        self.table = table
        self.links = links
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "vrf"
    public var references: [Reference] { [] }
}
