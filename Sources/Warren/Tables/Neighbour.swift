/// An entry of the neighbour table: the MAC address of an address on a link. Permanent.
///
///     host1 { Neighbour("192.168.11.0", mac: host2["flannel.1"], dev: "flannel.1") }
///
/// In an ``Expect`` it stands for an entry of any state, learned or declared.
public struct Neighbour: NodeWord {
    /// The neighbour's address.
    public var address: Reference
    /// `nil` only in an expectation: any MAC.
    public var mac: Reference?
    /// The link, of the same node.
    public var dev: String
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A permanent entry of the neighbour table.
    ///
    /// - Parameters:
    ///   - mac: `nil` only in an expectation: any
    ///   - dev: the link, of the same node
    public init(
        _ address: some AddressConvertible, mac: (any MACConvertible)? = nil, dev: String, file: String = #filePath,
        line: Int = #line
    ) {
        self.address = address.addressReference
        self.mac = mac?.macReference
        self.dev = dev
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "neighbour"
    public var references: [Reference] { [address, mac].compactMap { $0 } }
}
