/// Ports from a first to a last, as the lab has them; planning checks that they are ports.
public struct PortRange: Sendable, Hashable, Codable {
    public var first: Int
    public var last: Int

    public init(_ first: Int, _ last: Int) {
        self.first = first
        self.last = last
    }
}

/// What may stand where a firewall's rule asks for ports: a number or a range.
public protocol PortConvertible: Sendable {
    var portRange: PortRange { get }
}

extension Int: PortConvertible {
    public var portRange: PortRange { PortRange(self, self) }
}

extension ClosedRange<Int>: PortConvertible {
    public var portRange: PortRange { PortRange(lowerBound, upperBound) }
}
