import Addresses

/// A link to be made: `ip link add NAME type KIND …`.
public struct LinkRequest: Sendable, Hashable {
    /// At most 15 bytes, without `/` and white space.
    public var name: String
    public var kind: LinkKind
    /// `nil`: the kernel picks one.
    public var mac: MACAddress?
    /// In bytes, without the link's own header. `nil`: the kind's default.
    public var mtu: Int?
    /// The bridge that the link is a port of.
    public var master: String?

    public init(name: String, kind: LinkKind, mac: MACAddress? = nil, mtu: Int? = nil, master: String? = nil) {
        self.name = name
        self.kind = kind
        self.mac = mac
        self.mtu = mtu
        self.master = master
    }
}
