import Addresses
import Glibc
import Netlink
import Testing

@testable import Namespaces
@testable import Tunnels

/// Sends IPv4 packets from one end of a cable to the other as they are, whatever is wrong with them.
struct FrameSender {
    private let descriptor: Descriptor
    /// A struct sockaddr_ll, which Swift's Glibc module does not have.
    private let name: [UInt8]

    /// - Parameter other: where frames go; `nil`: to the peer, as they should
    init(from sender: TunnelNode, _ link: String, to receiver: TunnelNode, _ peer: String, mac other: MACAddress? = nil) throws {
        descriptor = try sender.namespace.run {
            try Descriptor(socket(AF_PACKET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0), from: "socket")
        }
        let index = try #require(try sender.namespace.socket.links().first { $0.name == link }).index
        let mac = try #require(try other ?? receiver.namespace.socket.links().first { $0.name == peer }?.mac)
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value) { [UInt8]($0) } }
        name = bytes(UInt16(AF_PACKET)) + bytes(UInt16(0x0800).bigEndian) + bytes(index) + [0, 0, 0, 6] + mac.bytes + [0, 0]
    }

    func send(_ packet: [UInt8]) {
        let sent = name.withUnsafeBytes {
            sendto(
                descriptor.number, packet, packet.count, 0, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t($0.count))
        }
        #expect(sent == packet.count)
    }
}
