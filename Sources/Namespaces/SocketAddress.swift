import Addresses
import Glibc

/// An address as the socket calls take it: `sockaddr_in` or `sockaddr_in6`.
package struct SocketAddress {
    private var storage = sockaddr_storage()
    private let length: socklen_t

    package init(_ address: IPAddress, port: UInt16 = 0) {
        switch address.family {
        case .ipv4:
            length = socklen_t(MemoryLayout<sockaddr_in>.size)
            withUnsafeMutableBytes(of: &storage) { bytes in
                var value = sockaddr_in()
                value.sin_family = sa_family_t(AF_INET)
                value.sin_port = port.bigEndian
                withUnsafeMutableBytes(of: &value.sin_addr) { $0.copyBytes(from: address.bytes) }
                bytes.storeBytes(of: value, as: sockaddr_in.self)
            }
        case .ipv6:
            length = socklen_t(MemoryLayout<sockaddr_in6>.size)
            withUnsafeMutableBytes(of: &storage) { bytes in
                var value = sockaddr_in6()
                value.sin6_family = sa_family_t(AF_INET6)
                value.sin6_port = port.bigEndian
                withUnsafeMutableBytes(of: &value.sin6_addr) { $0.copyBytes(from: address.bytes) }
                bytes.storeBytes(of: value, as: sockaddr_in6.self)
            }
        }
    }

    /// The address and port that a call has filled in; an IPv4 address also where an IPv6 socket tells it as a
    /// mapped one (RFC 4291, section 2.5.5.2).
    package static func read(_ storage: sockaddr_storage) -> (IPAddress, UInt16)? {
        withUnsafeBytes(of: storage) { bytes in
            let port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
            switch Int32(storage.ss_family) {
            case AF_INET: return IPAddress(bytes: bytes[4..<8]).map { ($0, port) }
            case AF_INET6:
                let isMapped = bytes[8..<18].allSatisfy { $0 == 0 } && bytes[18] == 0xff && bytes[19] == 0xff
                return IPAddress(bytes: isMapped ? bytes[20..<24] : bytes[8..<24]).map { ($0, port) }
            default: return nil
            }
        }
    }

    /// Calls `body` with the address and its length.
    package func with<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
