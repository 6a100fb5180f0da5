/// Which VLANs pass by a port of a bridge that keeps them apart.
///
///     host1 {
///         Bridge("br0", ports: ["veth-a", "eth1"], vlanFiltering: true)
///         BridgePort("veth-a", access: 10)
///         BridgePort("eth1", tagged: [10, 20], untagged: 1)
///     }
///
/// What arrives without a tag belongs to the untagged VLAN, and what leaves of that VLAN has no tag. Frames of a VLAN
/// that the port is not in neither enter nor leave. A port of such a bridge that no `BridgePort` speaks of is in no VLAN;
/// the bridge itself may be named too, for the VLANs that the node takes part in by a ``Vlan`` on it.
public struct BridgePort: NodeWord {
    /// The port, or the bridge itself.
    public var name: String
    /// The VLANs whose frames have their tag here, 1 to 4,094.
    public var tagged: [Int]
    /// The VLAN whose frames have none; `nil`: frames without a tag are dropped.
    public var untagged: Int?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A trunk: frames of several VLANs, told apart by their tags.
    ///
    /// - Parameters:
    ///   - name: the port, or the bridge itself
    ///   - tagged: the VLANs whose frames have their tag here, 1 to 4,094
    ///   - untagged: the VLAN whose frames have none; `nil`: frames without a tag are dropped
    public init(_ name: String, tagged: [Int], untagged: Int? = nil, file: String = #filePath, line: Int = #line) {
        self.name = name
        self.tagged = tagged
        self.untagged = untagged
        self.source = SourceLocation(file: file, line: line)
    }

    /// A port of one VLAN, for a node that knows nothing of VLANs.
    ///
    /// - Parameters:
    ///   - name: the port, or the bridge itself
    ///   - vlan: 1 to 4,094
    public init(_ name: String, access vlan: Int, file: String = #filePath, line: Int = #line) {
        self.init(name, tagged: [], untagged: vlan, file: file, line: line)
    }

    public static let keyword = "bridgePort"
    public var references: [Reference] { [] }
}
