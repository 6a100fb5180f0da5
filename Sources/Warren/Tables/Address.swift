/// An address on a link, with its prefix length.
///
///     host1 { Address("192.168.10.1/32", dev: "mustang.tun0") }
public struct Address: NodeWord {
    /// In CIDR notation.
    public var address: String
    /// The link, of the same node.
    public var dev: String
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// An address in CIDR notation, such as `192.168.10.1/32`, on a link of the node.
    public init(_ address: String, dev: String, file: String = #filePath, line: Int = #line) {
        self.address = address
        self.dev = dev
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "address"
    public var references: [Reference] { [.literal(address)] }
}
