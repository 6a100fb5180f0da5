import Netlink

/// The private key and the port that a new WireGuard device is given.
package struct WireGuardIdentity: Sendable, Hashable {
    package var link: String
    package var device: WireGuardLink
}

extension WireGuardIdentity: KernelObject {
    package static let noun = "key"
    package static let plural = "keys"
    package static let family = NetlinkFamily.generic("wireguard")
    package static let fields = FieldTable<WireGuardIdentity>(
        Field("link", reading: \.link, record: { .text($0) }, says: { ["dev", $0] }))

    /// It is made with its device, and never looked for: nobody is told a private key.
    package static func all(in reader: NamespaceReader) -> [WireGuardIdentity] { [] }

    package func add(to batch: inout Batch, names: some Names) throws(NetlinkError) {
        batch.configureWireGuard(link, privateKey: device.privateKey ?? .random(), listenPort: device.listenPort)
    }

    /// It goes with its device.
    package func remove(from batch: inout Batch, names: some Names) throws(NetlinkError) {}

    /// A private key that nobody needs to see goes from one program to the other.
    package var additions: [[String]] {
        let key = device.privateKey.map { "echo \($0)" } ?? "wg genkey"
        let port = device.listenPort.map { " listen-port \($0)" } ?? ""
        return [["bash", "-c", "\(key) | wg set \(link)\(port) private-key /dev/stdin"]]
    }

    package var removals: [[String]] { [] }
    package var links: [String] { [link] }
    package func fate(_ change: some NodeChanges) -> Fate { change.stays(link) ? .stays : .taken }
}
