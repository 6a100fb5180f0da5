import Addresses

/// The other end of a virtual cable: `ip link add … type veth peer name NAME netns NODE`.
///
/// Both ends come from one request, which is sent in one end's namespace. The other end is born where
/// it belongs, because moving a link afterwards costs the kernel an RCU grace period.
public struct VethLink: Sendable, Hashable {
    public var peerName: String
    /// The node in whose namespace the peer is made; `nil`: the same namespace.
    public var peerNamespace: String?
    public var peerMAC: MACAddress?
    /// In bytes.
    public var peerMTU: Int?

    public init(
        peerName: String, peerNamespace: String? = nil, peerMAC: MACAddress? = nil, peerMTU: Int? = nil
    ) {
        self.peerName = peerName
        self.peerNamespace = peerNamespace
        self.peerMAC = peerMAC
        self.peerMTU = peerMTU
    }
}
