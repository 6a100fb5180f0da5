/// A VLAN's tag (IEEE 802.1Q) in a ``Pattern``, behind an Ethernet header or another tag.
public struct VLAN: Sendable, Hashable, Codable, PatternConvertible {
    /// The VLAN, 0 to 4,095; 0 gives a priority alone.
    public var id: Int?

    /// The tag of this VLAN; `nil`: of any.
    public init(_ id: Int? = nil) {
        self.id = id
    }

    /// A pattern of this layer alone.
    public var pattern: Pattern { Pattern(layers: [.vlan(self)]) }
}
