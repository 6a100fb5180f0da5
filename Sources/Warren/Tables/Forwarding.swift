/// An entry of a vxlan device's forwarding table (fdb): behind which node a MAC address lives.
///
///     host1 {
///         Forwarding(.allZero, dst: host2, dev: "vxlan0")             // frames for unknown addresses
///         Forwarding(host2["vxlan0"], dst: host2, dev: "vxlan0")      // one address, as flannel does
///     }
///
/// The all-zero address and multicast addresses may have several destinations, and a frame for one then
/// goes to each; any other address has one. Entries are permanent. In an ``Expect``, `.learned` and
/// `.permanent` say which of the two an entry must be; without, either will do.
public struct Forwarding: NodeWord {
    /// How an entry came about.
    public enum Trait: String, Sendable, Hashable, Codable {
        /// Declared, and kept for ever.
        case permanent
        /// Learned from a frame. Only an expectation can say so.
        case learned
    }

    /// The MAC address of the frames that the entry is for.
    public var mac: Reference
    /// The outer destination address.
    public var dst: Reference?
    /// The vxlan device.
    public var dev: String
    /// How the entry came about, where an expectation says so.
    public var trait: Trait?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// An entry of a vxlan device's forwarding table.
    ///
    /// - Parameters:
    ///   - mac: of the frames that the entry is for
    ///   - dst: the outer destination address; `nil` only in an expectation: any
    ///   - dev: the vxlan device
    public init(
        _ mac: some MACConvertible, dst: (any AddressConvertible)? = nil, dev: String, _ trait: Trait? = nil,
        file: String = #filePath, line: Int = #line
    ) {
        self.mac = mac.macReference
        self.dst = dst?.addressReference
        self.dev = dev
        self.trait = trait
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "forwarding"
    public var references: [Reference] { [mac, dst].compactMap { $0 } }
}
