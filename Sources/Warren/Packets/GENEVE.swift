/// A geneve header (RFC 8926) in a ``Pattern``; what it carries is the next layer.
public struct GENEVE: Sendable, Hashable, Codable, PatternConvertible {
    /// The network's number.
    public var vni: Int?

    /// A geneve header of this network's number; `nil`: of any.
    public init(vni: Int? = nil) {
        self.vni = vni
    }

    /// A pattern of this layer alone.
    public var pattern: Pattern { Pattern(layers: [.geneve(self)]) }
}
