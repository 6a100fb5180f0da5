import CNetlink

/// Links that route by a table of their own: `ip link add … type vrf table TABLE`. They become its ports by their master.
public struct VRFLink: Sendable, Hashable {
    public var table: UInt32

    public init(table: UInt32) { self.table = table }
}

extension VRFLink: LinkParameters {
    static let attributeNames = [Int(IFLA_VRF_TABLE): "IFLA_VRF_TABLE"]
    var kind: String { "vrf" }
    var linkKind: LinkKind { .vrf(self) }
    var arguments: [String] { ["table", "\(table)"] }

    func encode(into writer: inout MessageWriter, names: some Names) { writer.put(Int(IFLA_VRF_TABLE), u32: table) }

    init(attributes: Attributes) {
        self.init(table: attributes.first(Int(IFLA_VRF_TABLE))?.number(as: UInt32.self) ?? 0)
    }

    func isMet(by found: VRFLink) -> Bool { self == found }
}
