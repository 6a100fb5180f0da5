/// An address on a link, with its prefix length.
///
///     host1 { Address("192.168.10.1/32", dev: "mustang.tun0") }
public struct Address: Sendable, Hashable, Codable, WithinNode {
    /// In CIDR notation.
    public var address: String
    public var dev: String
    public var source: SourceLocation

    public init(_ address: String, dev: String, file: String = #filePath, line: Int = #line) {
        self.address = address
        self.dev = dev
        self.source = SourceLocation(file: file, line: line)
    }

    public var lowered: [NodeElement] { [.address(self)] }
}
