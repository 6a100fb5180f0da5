import Addresses

/// An ARP message for IPv4 on Ethernet: 28 bytes (RFC 826).
public struct ARPMessage: Sendable, Hashable {
    /// What the message asks or says (RFC 826, RFC 903).
    public struct Operation: RawRepresentable, Sendable, Hashable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }
        public static let request = Operation(rawValue: 1)
        public static let reply = Operation(rawValue: 2)
    }

    public var operation: Operation
    public var senderMAC: MACAddress
    public var senderIP: IPAddress
    /// Zero in most requests: it is what they ask for.
    public var targetMAC: MACAddress
    public var targetIP: IPAddress

    static let length = 28

    init(_ window: ByteWindow) throws(HeaderFault) {
        // Hardware type Ethernet, protocol type IPv4, addresses of six and of four bytes.
        guard try window.u16(0) == 1, try window.u16(2) == EtherType.ipv4.rawValue, try window.u16(4) == 0x0604
        else { throw .malformed }
        operation = Operation(rawValue: try window.u16(6))
        senderMAC = try window.mac(8)
        senderIP = try window.ipv4(14)
        targetMAC = try window.mac(18)
        targetIP = try window.ipv4(24)
    }
}

extension ARPMessage.Operation: CustomStringConvertible {
    public var description: String {
        switch self {
        case .request: "request"
        case .reply: "reply"
        default: "operation \(rawValue)"
        }
    }
}
