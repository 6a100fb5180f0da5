/// A machine of the underlay: it forwards, and pods live on it.
///
///     let host1 = Host("host1", "10.57.4.20/24")
///
/// A host has `net.ipv4.ip_forward` on (and IPv6 forwarding, in a lab that uses IPv6). Its link to the
/// first segment that it stands in is `eth0`, with the addresses given here.
public struct Host: Node, LabWord {
    /// The node's name: letters, digits, `-` and `_`, at most 63, beginning with a letter or digit.
    public var name: String
    /// The addresses of `eth0`, in CIDR notation. The first is the one meant where the host stands for an address.
    public var addresses: [String]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A host of this name.
    ///
    /// - Parameters:
    ///   - addresses: those of its `eth0`, in CIDR notation: `10.57.4.20/24`, `fd00:57::20/64`
    public init(_ name: String, _ addresses: String..., file: String = #filePath, line: Int = #line) {
        self.name = name
        self.addresses = addresses
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "host"
    public var references: [Reference] { addresses.map { .literal($0) } }
}
