import Addresses

/// The beginning of a packet, as an ICMP error quotes it.
///
/// At least its IP header and eight bytes more (RFC 792): enough for the ports.
public struct QuotedDatagram: Sendable, Hashable {
    public var source: IPAddress
    public var destination: IPAddress
    /// For IPv6, what stands after the extension headers.
    public var protocolNumber: IPProtocol
    /// The time to live or hop limit, as it was where the error arose.
    public var ttl: UInt8
    /// `nil` unless the protocol is UDP or TCP and the quotation reaches so far.
    public var sourcePort: UInt16?
    public var destinationPort: UInt16?

    init?(_ window: ByteWindow) {
        let transport: ByteWindow
        let hasPorts: Bool
        if let header = try? IPv4Header(window) {
            (source, destination) = (header.source, header.destination)
            (protocolNumber, ttl) = (header.protocolNumber, header.ttl)
            transport = window.dropFirst(header.headerLength)
            hasPorts = header.fragmentOffset == 0
        } else if let header = try? IPv6Header(window) {
            (source, destination) = (header.source, header.destination)
            (protocolNumber, ttl) = (header.upperProtocol, header.hopLimit)
            transport = window.dropFirst(header.headerLength)
            hasPorts = !header.endsInExtension && (header.fragment?.offset ?? 0) == 0
        } else {
            return nil
        }
        if hasPorts, protocolNumber == .udp || protocolNumber == .tcp {
            sourcePort = try? transport.u16(0)
            destinationPort = try? transport.u16(2)
        }
    }
}
