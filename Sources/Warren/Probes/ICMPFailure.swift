/// An ICMP error that refuses a packet (RFC 792, RFC 1812, RFC 4443).
public enum ICMPFailure: Sendable, Hashable, Codable {
    /// No route to the network.
    case netUnreachable
    /// A route, but the host does not answer on its link.
    case hostUnreachable
    /// Nothing listens for the protocol.
    case protocolUnreachable
    /// Nothing listens on the port.
    case portUnreachable
    /// A filter forbids it.
    case prohibited
    /// The packet is larger than a link that it must take, whose MTU this is in bytes, and may not be fragmented.
    case fragmentationNeeded(mtu: Int)
    /// The TTL ran out on the way.
    case timeExceeded
}

extension ICMPFailure: CustomStringConvertible {
    /// The words that ping(8) and routers use.
    public var description: String {
        switch self {
        case .netUnreachable: "net unreachable"
        case .hostUnreachable: "host unreachable"
        case .protocolUnreachable: "protocol unreachable"
        case .portUnreachable: "port unreachable"
        case .prohibited: "communication prohibited"
        case .fragmentationNeeded(let mtu): "fragmentation needed, mtu \(mtu)"
        case .timeExceeded: "time exceeded"
        }
    }
}
