/// A WireGuard device: IP packets, encrypted, inside UDP datagrams.
///
///     host1 {
///         Wireguard("wg0", port: 51820)
///         WireguardPeer(host2["wg0"], dev: "wg0", endpoint: host2, allowedIPs: ["192.168.11.0/24"])
///         Route("192.168.11.0/24", dev: "wg0")
///     }
///
/// The device is up. Its private key is made when the link is, and known to the kernel alone, unless the lab gives one.
public struct Wireguard: NodeWord {
    /// The link's name, of at most 15 bytes.
    public var name: String
    /// The UDP port on which it listens; `nil`: one that the kernel chooses, for a device that speaks first.
    public var port: Int?
    /// 44 characters of Base64, as `wg genkey` prints; `nil`: a new one in each run.
    public var privateKey: String?
    /// In bytes; `nil`: 1420, which leaves room for the headers over either family.
    public var mtu: Int?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A WireGuard device, which is up.
    ///
    /// - Parameters:
    ///   - port: the UDP port on which it listens; `nil`: one that the kernel chooses
    ///   - privateKey: 44 characters of Base64, as `wg genkey` prints; `nil`: a new one in each run
    ///   - mtu: in bytes; `nil`: 1420
    public init(
        _ name: String, port: Int? = nil, privateKey: String? = nil, mtu: Int? = nil, file: String = #filePath, line: Int = #line
    ) {
        self.name = name
        self.port = port
        self.privateKey = privateKey
        self.mtu = mtu
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "wireguard"
    public var references: [Reference] { [] }
}
