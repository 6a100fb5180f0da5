/// A kind of packets that a ``FirewallRule`` is for.
public enum Traffic: Sendable, Hashable, Codable {
    /// The state of the packet's connection, as the node's connection tracking sees it.
    case connection(ConnectionState)
    /// IP packets of this protocol.
    case carrying(IPProtocol)
    /// TCP from any of these ports to any of these; an empty list stands for all.
    case tcpPorts(from: [PortRange], to: [PortRange])
    /// UDP from any of these ports to any of these; an empty list stands for all.
    case udpPorts(from: [PortRange], to: [PortRange])
    /// ICMP messages of this type.
    case icmpMessage(ICMPType)
    /// ICMPv6 messages of this type.
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
        /// The question of a ping.
        case echoRequest
        /// The answer to a ping.
        case echoReply
        /// The packet could not be delivered.
        case destinationUnreachable
        /// The packet's TTL or hop limit was used up.
        case timeExceeded
        /// The packet's header was wrong.
        case parameterProblem
    }
}

extension Traffic {
    /// The first packet of a connection, or one that was never answered.
    public static var new: Traffic { .connection(.new) }
    /// Packets of a connection that has seen packets both ways.
    public static var established: Traffic { .connection(.established) }
    /// Packets of a new connection that belongs to a known one, such as an ICMP error.
    public static var related: Traffic { .connection(.related) }
    /// Packets of which connection tracking can make no sense.
    public static var invalid: Traffic { .connection(.invalid) }
    /// Packets that are exempt from connection tracking.
    public static var untracked: Traffic { .connection(.untracked) }

    /// All ICMP messages.
    public static var icmp: Traffic { .carrying(.icmp) }
    /// All ICMPv6 messages, neighbour discovery among them.
    public static var icmpv6: Traffic { .carrying(.icmpv6) }
    /// All TCP.
    public static var tcp: Traffic { .carrying(.tcp) }
    /// All UDP.
    public static var udp: Traffic { .carrying(.udp) }
    /// IPv4 in IP.
    public static var ipip: Traffic { .carrying(.ipip) }
    /// Generic routing encapsulation.
    public static var gre: Traffic { .carrying(.gre) }

    /// One kind of ICMP message: `.icmp(.echoRequest)`.
    public static func icmp(_ type: ICMPType) -> Traffic { .icmpMessage(type) }
    /// One kind of ICMPv6 message: `.icmpv6(.echoRequest)`.
    public static func icmpv6(_ type: ICMPType) -> Traffic { .icmpv6Message(type) }

    /// UDP to these ports: `.udp(to: 4789)`, `.udp(to: 4789, 8472)`, `.udp(to: 30000...32767)`.
    public static func udp(to ports: any PortConvertible...) -> Traffic { .udpPorts(from: [], to: ports.map(\.portRange)) }
    /// UDP from these ports.
    public static func udp(from ports: any PortConvertible...) -> Traffic { .udpPorts(from: ports.map(\.portRange), to: []) }
    /// TCP to these ports.
    public static func tcp(to ports: any PortConvertible...) -> Traffic { .tcpPorts(from: [], to: ports.map(\.portRange)) }
    /// TCP from these ports: `.tcp(from: 80)` are a server's answers.
    public static func tcp(from ports: any PortConvertible...) -> Traffic { .tcpPorts(from: ports.map(\.portRange), to: []) }
}
