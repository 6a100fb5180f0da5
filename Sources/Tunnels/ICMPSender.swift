import Addresses
import Glibc
import Namespaces
import Packets

/// Tells the senders of inner packets why these go no further, as the kernel's `icmp_send` does.
///
/// Sent like any packet of this host's own, and not written into the tunnel's device: from there a packet with
/// one of the host's own addresses as its source is a martian, and dropped.
struct ICMPSender {
    private let socket: Descriptor

    /// For the calling thread's namespace. The socket of protocol 255 sends headers as they are and receives nothing.
    init() throws(SystemError) {
        socket = try Descriptor(
            Glibc.socket(AF_INET, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), Int32(IPPROTO_RAW)),
            from: "socket", "answering what a tunnel cannot carry")
    }

    func hostUnreachable(_ packet: UnsafeRawBufferPointer) { answer(packet, code: 1) }

    /// - Parameter mtu: the longest inner packet, in bytes
    func fragmentationNeeded(_ packet: UnsafeRawBufferPointer, mtu: Int) {
        answer(packet, code: 4, mtu: UInt16(clamping: mtu))
    }

    /// Answers with "destination unreachable", unless the packet is one that must not be answered.
    private func answer(_ packet: UnsafeRawBufferPointer, code: UInt8, mtu: UInt16 = 0) {
        let original = Array(packet.prefix(ICMPError.maximumQuote))
        guard ICMPError.mayAnswer(original) else { return }
        let sender = original[12..<16].reduce(0) { $0 << 8 | UInt32($1) }
        // Source and identification are left to the kernel: the address that the route to the sender prefers.
        let datagram = IPv4Datagram.encode(
            source: .unspecified(.ipv4), destination: IPAddress(v4: sender), protocol: .icmp, dontFragment: false,
            // IPTOS_PREC_INTERNETCONTROL and the original's type, as in icmp_send.
            typeOfService: 0xc0 | original[1] & 0x1e,
            payload: ICMPError.encode(type: 3, code: code, mtu: mtu, quoting: original))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = sender.bigEndian
        // Nobody is told if there is no way back to the sender.
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(
                    socket.number, datagram, datagram.count, Int32(MSG_DONTWAIT), $0,
                    socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
