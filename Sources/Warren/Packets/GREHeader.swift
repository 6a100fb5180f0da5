/// A GRE header (RFC 2784, RFC 2890) in a ``Pattern``; what it carries is the next layer.
public struct GREHeader: Sendable, Hashable, Codable, PatternConvertible {
    /// The key that it must have.
    public var key: Int?

    /// A GRE header with this key; `nil`: with any, or none.
    public init(key: Int? = nil) {
        self.key = key
    }

    /// A pattern of this layer alone.
    public var pattern: Pattern { Pattern(layers: [.gre(self)]) }
}
