/// A veth pair: a virtual cable between two nodes.
///
///     Veth(red["eth0"], blue["eth0"])
///
/// Both ends are up. Their addresses are the nodes' own affair: `red { Address("10.0.0.1/24", dev: "eth0") }`.
public struct Veth: LabWord {
    /// One end.
    public var a: LinkReference
    /// The other end.
    public var b: LinkReference
    /// The MTU of both ends, in bytes; `nil`: 1500.
    public var mtu: Int?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A cable between two nodes.
    ///
    /// - Parameters:
    ///   - a: the name and the node of one end, a link that this makes
    ///   - b: those of the other
    ///   - mtu: of both ends, in bytes; `nil`: 1500
    public init(
        _ a: LinkReference, _ b: LinkReference, mtu: Int? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.a = a
        self.b = b
        self.mtu = mtu
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "veth"
    public var references: [Reference] { [.link(a), .link(b)] }
}
