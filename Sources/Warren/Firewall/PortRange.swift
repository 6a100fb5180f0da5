/// Ports from a first to a last, as the lab has them; planning checks that they are ports.
public struct PortRange: Sendable, Hashable, Codable {
    /// The lowest port.
    public var first: Int
    /// The highest port; that of a single port is the same.
    public var last: Int

    /// The ports from the first to the last, both included.
    public init(_ first: Int, _ last: Int) {
        self.first = first
        self.last = last
    }
}

/// What may stand where a firewall's rule asks for ports: a number or a range.
public protocol PortConvertible: Sendable {
    /// The ports that it stands for.
    var portRange: PortRange { get }
}

extension Int: PortConvertible {
    public var portRange: PortRange { PortRange(self, self) }
}

extension ClosedRange<Int>: PortConvertible {
    public var portRange: PortRange { PortRange(lowerBound, upperBound) }
}
