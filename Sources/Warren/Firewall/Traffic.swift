/// A kind of packets that a ``FirewallRule`` is for.
public enum Traffic: Sendable, Hashable, Codable {
    /// The state of the packet's connection, as the node's connection tracking sees it.
    case connection(ConnectionState)
    case carrying(IPProtocol)
    case tcpPorts(from: [PortRange], to: [PortRange])
    case udpPorts(from: [PortRange], to: [PortRange])
    case icmpMessage(ICMPType)
    case icmpv6Message(ICMPType)

    /// What connection tracking knows about a packet.
    public enum ConnectionState: String, Sendable, Hashable, Codable {
        /// The first of its connection, or one that was never answered.
        case new
        /// Of a connection that has seen packets both ways.
        case established
        /// Of a new connection that belongs to a known one, such as an ICMP error.
        case related
        /// Of nothing that makes sense.
        case invalid
        /// Exempt from tracking.
        case untracked
    }

    /// Messages of ICMP and ICMPv6.
    public enum ICMPType: String, Sendable, Hashable, Codable {
        case echoRequest
        case echoReply
        case destinationUnreachable
        case timeExceeded
        case parameterProblem
    }
}

extension Traffic {
    public static var new: Traffic { .connection(.new) }
    public static var established: Traffic { .connection(.established) }
    public static var related: Traffic { .connection(.related) }
    public static var invalid: Traffic { .connection(.invalid) }
    public static var untracked: Traffic { .connection(.untracked) }

    public static var icmp: Traffic { .carrying(.icmp) }
    public static var icmpv6: Traffic { .carrying(.icmpv6) }
    public static var tcp: Traffic { .carrying(.tcp) }
    public static var udp: Traffic { .carrying(.udp) }
    public static var ipip: Traffic { .carrying(.ipip) }
    public static var gre: Traffic { .carrying(.gre) }

    /// One kind of ICMP message: `.icmp(.echoRequest)`.
    public static func icmp(_ type: ICMPType) -> Traffic { .icmpMessage(type) }
    public static func icmpv6(_ type: ICMPType) -> Traffic { .icmpv6Message(type) }

    /// UDP to these ports: `.udp(to: 4789)`, `.udp(to: 4789, 8472)`, `.udp(to: 30000...32767)`.
    public static func udp(to ports: any PortConvertible...) -> Traffic { .udpPorts(from: [], to: ports.map(\.portRange)) }
    public static func udp(from ports: any PortConvertible...) -> Traffic { .udpPorts(from: ports.map(\.portRange), to: []) }
    /// TCP to these ports.
    public static func tcp(to ports: any PortConvertible...) -> Traffic { .tcpPorts(from: [], to: ports.map(\.portRange)) }
    public static func tcp(from ports: any PortConvertible...) -> Traffic { .tcpPorts(from: ports.map(\.portRange), to: []) }
}
