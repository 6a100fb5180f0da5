import Addresses
import CNetlink

/// A geneve device, which carries Ethernet frames to one peer (RFC 8926): `ip link add … type geneve id VNI remote PEER …`.
public struct GeneveLink: Sendable, Hashable {
    /// The VNI, 24 bits.
    public var id: UInt32
    /// The peer. A device without one is for programs that name it with each packet.
    public var remote: IPAddress?
    /// The UDP port. `nil`: the kernel's default, 6081.
    public var port: UInt16?
    /// The outer header's TTL. `nil` or 0: the kernel chooses.
    public var ttl: UInt8?
    /// The outer header's type of service.
    public var tos: UInt8?

    public init(id: UInt32, remote: IPAddress?, port: UInt16? = nil, ttl: UInt8? = nil, tos: UInt8? = nil) {
        self.id = id
        self.remote = remote
        self.port = port
        self.ttl = ttl
        self.tos = tos
    }

    /// The kernel's own port, IANA's.
    public static let usualPort: UInt16 = 6081
}

extension GeneveLink: LinkParameters {
    var kind: String { "geneve" }
    var linkKind: LinkKind { .geneve(self) }

    var arguments: [String] {
        var words = ["id", "\(id)"]
        if let remote { words += ["remote", "\(remote)"] }
        if let port { words += ["dstport", "\(port)"] }
        if let ttl { words += ["ttl", "\(ttl)"] }
        if let tos { words += ["tos", "0x" + String(tos, radix: 16)] }
        return words
    }

    func encode(into writer: inout MessageWriter, names: some Names) {
        writer.put(Int(IFLA_GENEVE_ID), u32: id)
        if let remote {
            writer.put(Int(remote.family == .ipv4 ? IFLA_GENEVE_REMOTE : IFLA_GENEVE_REMOTE6), address: remote)
        }
        if let ttl { writer.put(Int(IFLA_GENEVE_TTL), u8: ttl) }
        if let tos { writer.put(Int(IFLA_GENEVE_TOS), u8: tos) }
        if let port { writer.put(Int(IFLA_GENEVE_PORT), port: port) }
    }

    init(attributes: Attributes) {
        self.init(id: 0, remote: nil)
        for (type, payload) in attributes {
            switch Int(type) {
            case Int(IFLA_GENEVE_ID): id = payload.number(as: UInt32.self) ?? 0
            case Int(IFLA_GENEVE_REMOTE), Int(IFLA_GENEVE_REMOTE6): remote = IPAddress(bytes: payload)
            case Int(IFLA_GENEVE_TTL): ttl = payload.number(as: UInt8.self).flatMap { $0 == 0 ? nil : $0 }
            case Int(IFLA_GENEVE_TOS): tos = payload.number(as: UInt8.self).flatMap { $0 == 0 ? nil : $0 }
            case Int(IFLA_GENEVE_PORT): port = payload.number(as: UInt16.self).map(UInt16.init(bigEndian:))
            default: break
            }
        }
    }

    func isMet(by found: GeneveLink) -> Bool {
        id == found.id && remote == found.remote && (port ?? Self.usualPort) == (found.port ?? Self.usualPort)
            && ttl.allows(found.ttl) && (tos ?? 0) == (found.tos ?? 0)
    }

    static let attributeNames = [
        Int(IFLA_GENEVE_ID): "IFLA_GENEVE_ID", Int(IFLA_GENEVE_REMOTE): "IFLA_GENEVE_REMOTE",
        Int(IFLA_GENEVE_REMOTE6): "IFLA_GENEVE_REMOTE6", Int(IFLA_GENEVE_TTL): "IFLA_GENEVE_TTL",
        Int(IFLA_GENEVE_TOS): "IFLA_GENEVE_TOS", Int(IFLA_GENEVE_PORT): "IFLA_GENEVE_PORT",
    ]
}
