/// A WireGuard device: `ip link add … type wireguard`. Its keys and peers are generic netlink's business; what is here of
/// them is only kept together with the link.
package struct WireGuardLink: Sendable, Hashable {
    /// `nil`: the kernel chooses.
    package var listenPort: UInt16?
    /// `nil`: a new one.
    package var privateKey: WireGuardKey?

    package init(listenPort: UInt16? = nil, privateKey: WireGuardKey? = nil) {
        self.listenPort = listenPort
        self.privateKey = privateKey
    }
}

extension WireGuardLink: LinkParameters {
    static let kinds = ["wireguard"]
    static let isTunnel = true
    var linkKind: LinkKind { .wireguard(self) }
    init(kind: String) { self.init() }

    /// Told to the device when it is new, and read by generic netlink: here they only tell one device from another.
    static let fields = FieldTable<WireGuardLink>(
        Field("listenPort", reading: \.listenPort, record: { _ in nil }).compared { _, _ in true },
        Field("privateKey", reading: \.privateKey, record: { _ in nil }).compared { _, _ in true })
}
