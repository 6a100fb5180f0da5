import Glibc

/// What the kernel has to tell about an outer packet, from the socket's error queue (ip(7), IP_RECVERR).
enum OuterError {
    /// The kernel refused a packet that is longer than the link's MTU, in bytes.
    case tooLong(mtu: Int)
    /// An ICMP error came back.
    case icmp(ICMP)

    struct ICMP {
        var type: UInt8
        var code: UInt8
        /// Of "fragmentation needed": the next link's MTU, in bytes.
        var mtu: Int
        /// Whether this host itself, and no router, has sent it.
        var isOwn: Bool
        /// The outer packet from its header on, as far as it was quoted.
        var quote: [UInt8]
    }
}

extension OuterSocket {
    /// Takes all errors that are there.
    func takeErrors() -> [OuterError] {
        var errors: [OuterError] = []
        var quote = [UInt8](repeating: 0, count: 1500)
        var control = [UInt8](repeating: 0, count: 512)
        while true {
            var lengths = (quote: 0, control: 0)
            let isRead = quote.withUnsafeMutableBytes { quote in
                control.withUnsafeMutableBytes { control in
                    var vector = iovec(iov_base: quote.baseAddress, iov_len: quote.count)
                    return withUnsafeMutablePointer(to: &vector) { vector in
                        var header = msghdr()
                        header.msg_iov = vector
                        header.msg_iovlen = 1
                        header.msg_control = control.baseAddress
                        header.msg_controllen = control.count
                        let count = recvmsg(number, &header, Int32(MSG_ERRQUEUE | MSG_DONTWAIT))
                        lengths = (max(count, 0), Int(header.msg_controllen))
                        return count >= 0
                    }
                }
            }
            guard isRead else {
                if errno == EINTR { continue }
                break
            }
            let found = control.withUnsafeBytes { control in
                quote.withUnsafeBytes { quote in
                    OuterError(
                        control: UnsafeRawBufferPointer(rebasing: control[..<lengths.control]),
                        quote: UnsafeRawBufferPointer(rebasing: quote[..<lengths.quote]))
                }
            }
            if let found { errors.append(found) }
        }
        // The error that waits for the next call is one of these: without this, poll would report it for ever.
        var pending: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(number, SOL_SOCKET, SO_ERROR, &pending, &length)
        return errors
    }
}

extension OuterError {
    // <linux/errqueue.h>
    private static let originLocal: UInt8 = 1
    private static let originICMP: UInt8 = 2

    /// Reads the control message `IP_RECVERR`: a `sock_extended_err`, then the address of who sent the error.
    fileprivate init?(control: UnsafeRawBufferPointer, quote: UnsafeRawBufferPointer) {
        let headerBytes = MemoryLayout<cmsghdr>.size
        var offset = 0
        while offset + headerBytes <= control.count {
            let header = control.loadUnaligned(fromByteOffset: offset, as: cmsghdr.self)
            let length = Int(header.cmsg_len)
            guard length >= headerBytes, offset + length <= control.count else { return nil }
            if header.cmsg_level == Int32(IPPROTO_IP), header.cmsg_type == IP_RECVERR, length >= headerBytes + 16 {
                let payload = UnsafeRawBufferPointer(rebasing: control[(offset + headerBytes)..<(offset + length)])
                self.init(payload: payload, quote: quote)
                return
            }
            offset += (length + 7) & ~7
        }
        return nil
    }

    private init?(payload: UnsafeRawBufferPointer, quote: UnsafeRawBufferPointer) {
        let info = Int(payload.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        switch payload[4] {
        case Self.originLocal:
            guard payload.loadUnaligned(as: UInt32.self) == UInt32(EMSGSIZE) else { return nil }
            self = .tooLong(mtu: info)
        case Self.originICMP:
            // The sockaddr_in of the sender stands behind 16 bytes; its address 4 bytes into it.
            let offender = payload.count >= 24 ? Array(payload[20..<24]) : []
            let isOwn = quote.count >= 16 && Array(quote[12..<16]) == offender
            self = .icmp(ICMP(type: payload[5], code: payload[6], mtu: info, isOwn: isOwn, quote: Array(quote)))
        default: return nil
        }
    }
}
