/// An ARP message (RFC 826) in a ``Pattern``.
public struct ARP: Sendable, Hashable, Codable, PatternConvertible {
    /// What an ARP message says.
    public enum Operation: String, Sendable, Hashable, Codable {
        /// "who has …, tell …"
        case request
        /// "… is at …"
        case reply
    }

    /// What it says; `nil`: anything.
    public var operation: Operation?
    /// The address that a request asks for; in a reply, that of whom it is told.
    public var target: Reference?
    /// The address of the sender; in a reply, the one that was asked for.
    public var sender: Reference?
    /// The sender's MAC; in a reply, the answer.
    public var senderMAC: Reference?

    /// An ARP message; what is left out may be anything.
    ///
    /// - Parameters:
    ///   - target: the address that a request asks for
    ///   - sender: the address of the sender; in a reply, the one that was asked for
    ///   - senderMAC: the sender's MAC; in a reply, the answer
    public init(
        _ operation: Operation? = nil, target: (any AddressConvertible)? = nil,
        sender: (any AddressConvertible)? = nil, senderMAC: (any MACConvertible)? = nil
    ) {
        self.operation = operation
        self.target = target?.addressReference
        self.sender = sender?.addressReference
        self.senderMAC = senderMAC?.macReference
    }

    /// A pattern of this layer alone.
    public var pattern: Pattern { Pattern(layers: [.arp(self)]) }
}
