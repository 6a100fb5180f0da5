import Addresses
import CNetlink
import Glibc

// What WireGuard devices are told and tell (<linux/wireguard.h>): rtnetlink only makes and removes them.

extension Batch {
    /// `wg set LINK private-key FILE listen-port PORT`
    ///
    /// - Parameter listenPort: `nil`: the kernel chooses
    package mutating func configureWireGuard(_ link: String, privateKey: WireGuardKey, listenPort: UInt16?) {
        appendGeneric(command: 1) { writer in
            writer.put(DeviceAttribute.name, string: link)
            writer.put(DeviceAttribute.privateKey, bytes: privateKey.bytes)
            if let listenPort { writer.put(DeviceAttribute.listenPort, u16: listenPort) }
        }
    }

    /// `wg set LINK peer KEY endpoint ADDRESS:PORT allowed-ips NETWORKS persistent-keepalive SECONDS`
    package mutating func addWireGuardPeer(_ peer: WireGuardPeer, to link: String) {
        appendGeneric(command: 1) { writer in
            writer.put(DeviceAttribute.name, string: link)
            writer.nestedList(DeviceAttribute.peers) { writer in
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
    package mutating func removeWireGuardPeer(_ publicKey: WireGuardKey, from link: String) {
        appendGeneric(command: 1) { writer in
            writer.put(DeviceAttribute.name, string: link)
            writer.nestedList(DeviceAttribute.peers) { writer in
                writer.put(PeerAttribute.publicKey, bytes: publicKey.bytes)
                writer.put(PeerAttribute.flags, u32: PeerAttribute.removes)
            }
        }
    }
}

/// `WGDEVICE_A_…`
private enum DeviceAttribute {
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
    /// `wg show LINK dump`, without the private key.
    package init(_ link: String, from socket: GenericSocket) throws(NetlinkError) {
        self.init()
        let answer = try socket.dump(command: 0) { $0.put(DeviceAttribute.name, string: link) }
        answer.withUnsafeBytes { bytes in
            for message in Messages(bytes) { read(Attributes(message.payload, after: genlmsghdr.self)) }
        }
    }

    /// One message of a dump: many peers take several, and one peer's networks may be spread over two.
    mutating func read(_ attributes: Attributes) {
        for (type, payload) in attributes {
            switch Int(type) {
            case DeviceAttribute.publicKey: publicKey = WireGuardKey(bytes: Array(payload))
            case DeviceAttribute.listenPort: listenPort = payload.number(as: UInt16.self) ?? 0
            case DeviceAttribute.peers:
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
