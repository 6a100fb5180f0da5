import Addresses

/// A link to be made: `ip link add NAME type KIND …`.
package struct LinkRequest: Sendable, Hashable {
    /// At most 15 bytes, without `/` and white space.
    package var name: String
    package var kind: LinkKind
    /// `nil`: the kernel picks one.
    package var mac: MACAddress?
    /// In bytes, without the link's own header. `nil`: the kind's default.
    package var mtu: Int?
    /// The bridge that the link is a port of.
    package var master: String?
    /// The namespace that the link is made in, resolved by ``Names``; `nil`: that of the request, where a link below is looked for.
    package var namespace: String?

    package init(
        name: String, kind: LinkKind, mac: MACAddress? = nil, mtu: Int? = nil, master: String? = nil, namespace: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.mac = mac
        self.mtu = mtu
        self.master = master
        self.namespace = namespace
    }
}
