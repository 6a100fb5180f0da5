import Addresses
import CNetlink
import Glibc
import Synchronization

/// A socket of generic netlink that speaks with WireGuard devices, which rtnetlink only makes and removes
/// (<linux/wireguard.h>). It belongs to the network namespace that the calling thread is in when it is opened.
public final class WireGuardSocket: Sendable {
    private let connection: Mutex<Connection>
    /// The number that the kernel gave the family when its module was loaded.
    private let family: UInt16

    /// - Throws: `ENOENT` if the kernel has no WireGuard; what `socket` or `bind` say.
    public init() throws(NetlinkError) {
        var connection = Connection(try MnlTransport(protocolNumber: NETLINK_GENERIC, groups: []))
        family = try Self.family(&connection)
        self.connection = Mutex(connection)
    }

    /// `wg set LINK private-key FILE listen-port PORT`
    ///
    /// - Parameter listenPort: `nil`: the kernel chooses
    public func configure(_ link: String, privateKey: WireGuardKey, listenPort: UInt16?) throws(NetlinkError) {
        try set(link) { writer in
            writer.put(Attribute.privateKey, bytes: privateKey.bytes)
            if let listenPort { writer.put(Attribute.listenPort, u16: listenPort) }
        }
    }

    /// `wg set LINK peer KEY endpoint ADDRESS:PORT allowed-ips NETWORKS persistent-keepalive SECONDS`
    public func add(_ peer: WireGuardPeer, to link: String) throws(NetlinkError) {
        try set(link) { writer in
            writer.nestedList(Attribute.peers) { writer in
                writer.put(PeerAttribute.publicKey, bytes: peer.publicKey.bytes)
                writer.put(PeerAttribute.flags, u32: PeerAttribute.replacesAllowedIPs)
                if let endpoint = peer.endpoint { writer.put(PeerAttribute.endpoint, bytes: endpoint.socketAddress) }
                if let keepalive = peer.keepalive { writer.put(PeerAttribute.keepalive, u16: keepalive) }
                writer.nested(PeerAttribute.allowedIPs | Int(NLA_F_NESTED)) { writer in
                    for prefix in peer.allowedIPs {
                        writer.nested(0 | Int(NLA_F_NESTED)) { writer in
                            writer.put(1, u16: UInt16(prefix.family.number))
                            writer.put(2, address: prefix.address)
                            writer.put(3, u8: UInt8(prefix.length))
                        }
                    }
                }
            }
        }
    }

    /// `wg set LINK peer KEY remove`
    public func remove(_ publicKey: WireGuardKey, from link: String) throws(NetlinkError) {
        try set(link) { writer in
            writer.nestedList(Attribute.peers) { writer in
                writer.put(PeerAttribute.publicKey, bytes: publicKey.bytes)
                writer.put(PeerAttribute.flags, u32: PeerAttribute.removes)
            }
        }
    }

    /// `wg show LINK dump`, without the private key.
    public func device(_ link: String) throws(NetlinkError) -> WireGuardDevice {
        var request = MessageWriter()
        request.message(type: Int(family), flags: NLM_F_DUMP) { writer in
            writer.fixed(genlmsghdr(cmd: 0, version: 1, reserved: 0))
            writer.put(Attribute.name, string: link)
        }
        let answer = try connection.withLock { connection throws(NetlinkError) in try connection.ask(request) }
        var device = WireGuardDevice()
        answer.withUnsafeBytes { bytes in
            for message in Messages(bytes) { device.read(Attributes(message.payload, after: genlmsghdr.self)) }
        }
        return device
    }

    private func set(_ link: String, _ body: (inout MessageWriter) -> Void) throws(NetlinkError) {
        var batch = Batch()
        batch.append { writer in
            writer.message(type: Int(family)) { writer in
                writer.fixed(genlmsghdr(cmd: 1, version: 1, reserved: 0))
                writer.put(Attribute.name, string: link)
                body(&writer)
            }
        }
        let refusals = try connection.withLock { connection throws(NetlinkError) in try connection.execute(batch) }
        for case let refusal? in refusals { throw refusal }
    }

    private static func family(_ connection: inout Connection) throws(NetlinkError) -> UInt16 {
        var request = MessageWriter()
        request.message(type: Int(GENL_ID_CTRL)) { writer in
            writer.fixed(genlmsghdr(cmd: UInt8(CTRL_CMD_GETFAMILY), version: 1, reserved: 0))
            writer.put(Int(CTRL_ATTR_FAMILY_NAME), string: "wireguard")
        }
        let answer = try connection.ask(request)
        let number = answer.withUnsafeBytes { bytes -> UInt16? in
            for message in Messages(bytes) {
                let attributes = Attributes(message.payload, after: genlmsghdr.self)
                if let number = attributes.first(Int(CTRL_ATTR_FAMILY_ID))?.number(as: UInt16.self) { return number }
            }
            return nil
        }
        guard let number else { throw NetlinkError(operation: "CTRL_CMD_GETFAMILY", errno: ENOENT) }
        return number
    }
}

/// `WGDEVICE_A_…`
private enum Attribute {
    static let (name, privateKey, publicKey, listenPort, peers) = (2, 3, 4, 6, 8)
}

/// `WGPEER_A_…`, and flags of `WGPEER_A_FLAGS`.
private enum PeerAttribute {
    static let (publicKey, flags, endpoint, keepalive, allowedIPs) = (1, 3, 4, 5, 9)
    static let (removes, replacesAllowedIPs): (UInt32, UInt32) = (1, 2)
}

extension MessageWriter {
    /// An array of one nested element.
    fileprivate mutating func nestedList(_ attribute: Int, _ body: (inout MessageWriter) -> Void) {
        nested(attribute | Int(NLA_F_NESTED)) { writer in writer.nested(0 | Int(NLA_F_NESTED)) { writer in body(&writer) } }
    }
}

extension WireGuardDevice {
    /// One message of a dump: many peers take several, and one peer's networks may be spread over two.
    fileprivate mutating func read(_ attributes: Attributes) {
        for (type, payload) in attributes {
            switch Int(type) {
            case Attribute.publicKey: publicKey = WireGuardKey(bytes: Array(payload))
            case Attribute.listenPort: listenPort = payload.number(as: UInt16.self) ?? 0
            case Attribute.peers:
                for (_, payload) in Attributes(payload) {
                    guard let peer = WireGuardPeer(Attributes(payload)) else { continue }
                    if let last = peers.indices.last, peers[last].publicKey == peer.publicKey {
                        peers[last].allowedIPs += peer.allowedIPs
                    } else {
                        peers.append(peer)
                    }
                }
            default: break
            }
        }
    }
}

extension WireGuardPeer {
    fileprivate init?(_ attributes: Attributes) {
        guard let key = attributes.first(PeerAttribute.publicKey).flatMap({ WireGuardKey(bytes: Array($0)) }) else { return nil }
        self.init(publicKey: key)
        for (type, payload) in attributes {
            switch Int(type) {
            case PeerAttribute.endpoint: endpoint = Endpoint(socketAddress: payload)
            case PeerAttribute.keepalive: keepalive = payload.number(as: UInt16.self).flatMap { $0 == 0 ? nil : $0 }
            case PeerAttribute.allowedIPs:
                allowedIPs += Attributes(payload).compactMap { _, payload in
                    let parts = Attributes(payload)
                    guard let address = parts.first(2).flatMap({ IPAddress(bytes: $0) }), let length = parts.first(3)?.number(as: UInt8.self),
                        Int(length) <= address.family.bits
                    else { return nil }
                    return Prefix(address, length: Int(length))
                }
            default: break
            }
        }
    }
}

extension WireGuardPeer.Endpoint {
    /// `struct sockaddr_in` or `sockaddr_in6`: the family, the port in network order, and for IPv6 the flow label before the
    /// address and the scope behind it.
    fileprivate var socketAddress: [UInt8] {
        func bytes(_ value: some BitwiseCopyable) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
        let head = bytes(UInt16(address.family.number)) + bytes(port.bigEndian)
        return switch address.family {
        case .ipv4: head + bytes(UInt32(truncatingIfNeeded: address.value).bigEndian) + [UInt8](repeating: 0, count: 8)
        case .ipv6: head + bytes(UInt32(0)) + bytes(address.value.bigEndian) + bytes(UInt32(0))
        }
    }

    fileprivate init?(socketAddress payload: UnsafeRawBufferPointer) {
        guard let family = payload.number(as: UInt16.self).flatMap({ IPAddress.Family(number: UInt8(truncatingIfNeeded: $0)) }), payload.count >= 8
        else { return nil }
        let start = family == .ipv4 ? 4 : 8
        guard payload.count >= start + family.byteCount,
            let address = IPAddress(bytes: UnsafeRawBufferPointer(rebasing: payload[start..<(start + family.byteCount)]))
        else { return nil }
        self.init(address: address, port: UInt16(bigEndian: payload.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
    }
}
