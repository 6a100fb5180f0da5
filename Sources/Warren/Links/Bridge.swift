/// A bridge in a node, with links of the node as its ports.
///
///     host1 { Bridge("docker0", ports: ["veth-a", "veth-b"]) }
///
/// A ``Pod`` of the style `.bridged` becomes a port without being named here.
public struct Bridge: NodeWord {
    /// The link's name, of at most 15 bytes.
    public var name: String
    /// Links of the same node.
    public var ports: [String]
    /// In bytes; `nil`: the kernel's choice.
    public var mtu: Int?
    /// `nil`: an address of Warren's own making, the same in every run.
    public var mac: Reference?
    /// How long a learned address is kept, in seconds; `nil`: 300.
    public var ageing: Int?
    /// Whether frames may leave by the port they came from, on every port (`hairpin on`).
    public var hairpin: Bool
    /// Whether frames pass only between ports of one VLAN, which each ``BridgePort`` tells; `nil`: no.
    public var vlanFiltering: Bool?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A bridge, which is up.
    ///
    /// - Parameters:
    ///   - ports: links of the same node
    ///   - mtu: in bytes; `nil`: the kernel's choice
    ///   - mac: `nil`: an address of Warren's own making
    ///   - ageing: how long a learned address is kept, in seconds; `nil`: 300
    ///   - hairpin: whether frames may leave by the port they came from
    ///   - vlanFiltering: whether frames pass only between ports of one VLAN, which each ``BridgePort`` tells
    public init(
        _ name: String, ports: [String] = [], mtu: Int? = nil, mac: (any MACConvertible)? = nil, ageing: Int? = nil,
        hairpin: Bool = false, vlanFiltering: Bool = false, file: String = #filePath, line: Int = #line
    ) {
        self.name = name
        self.ports = ports
        self.mtu = mtu
        self.mac = mac?.macReference
        self.ageing = ageing
        self.hairpin = hairpin
        self.vlanFiltering = vlanFiltering ? true : nil
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "bridge"
    public var references: [Reference] { [mac].compactMap { $0 } }
}
