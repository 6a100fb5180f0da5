/// A link to nowhere: it is up, has addresses, and drops what is sent by it.
///
///     host1 { Dummy("dummy0"); Address("10.9.9.9/32", dev: "dummy0") }
///
/// A place for an address that belongs to the node rather than to one of its cables, as a router's loopback address does.
public struct Dummy: NodeWord {
    /// The link's name, of at most 15 bytes.
    public var name: String
    /// In bytes; `nil`: 1500.
    public var mtu: Int?
    /// `nil`: an address of Warren's own making, the same in every run.
    public var mac: Reference?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A link to nowhere, which is up.
    ///
    /// - Parameters:
    ///   - mtu: in bytes; `nil`: 1500
    ///   - mac: `nil`: an address of Warren's own making
    public init(
        _ name: String, mtu: Int? = nil, mac: (any MACConvertible)? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.name = name
        self.mtu = mtu
        self.mac = mac?.macReference
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "dummy"
    public var references: [Reference] { [mac].compactMap { $0 } }
}
