/// A bridge in a node, with links of the node as its ports.
///
///     host1 { Bridge("docker0", ports: ["veth-a", "veth-b"]) }
///
/// A ``Pod`` of the style `.bridged` becomes a port without being named here.
public struct Bridge: Sendable, Hashable, Codable, WithinNode {
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
    public var source: SourceLocation

    public init(
        _ name: String, ports: [String] = [], mtu: Int? = nil, mac: (any MACConvertible)? = nil, ageing: Int? = nil,
        hairpin: Bool = false, file: String = #filePath, line: Int = #line
    ) {
        self.name = name
        self.ports = ports
        self.mtu = mtu
        self.mac = mac?.macReference
        self.ageing = ageing
        self.hairpin = hairpin
        self.source = SourceLocation(file: file, line: line)
    }

    public var lowered: [NodeElement] { [.bridge(self)] }
}
