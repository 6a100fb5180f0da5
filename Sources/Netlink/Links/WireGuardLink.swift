/// A WireGuard device: `ip link add … type wireguard`. Its keys and peers are ``WireGuardSocket``'s business; what is here of
/// them is only kept together with the link.
public struct WireGuardLink: Sendable, Hashable {
    /// `nil`: the kernel chooses.
    public var listenPort: UInt16?
    /// `nil`: a new one.
    public var privateKey: WireGuardKey?

    public init(listenPort: UInt16? = nil, privateKey: WireGuardKey? = nil) {
        self.listenPort = listenPort
        self.privateKey = privateKey
    }
}

extension WireGuardLink: LinkParameters {
    static let attributeNames: [Int: String] = [:]
    var kind: String { "wireguard" }
    var linkKind: LinkKind { .wireguard(self) }
    var arguments: [String] { [] }

    func encode(into writer: inout MessageWriter, names: some Names) {}
    func isMet(by found: WireGuardLink) -> Bool { true }
}
