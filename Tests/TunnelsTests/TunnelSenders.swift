import Glibc
import Packets
import Testing

@testable import Namespaces
@testable import Tunnels

/// Sends UDP datagrams, one system call each, from within a namespace.
final class DatagramSender {
    private let descriptor: Descriptor

    init(_ node: TunnelNode) throws {
        descriptor = try node.namespace.run {
            try Descriptor(socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0), from: "socket")
        }
    }

    func send(to destination: UInt32) { sendBytes(descriptor.number, [1, 2, 3], to: destination) }
}

/// Sends payloads of IP protocol 4, whatever they are.
final class RawSender {
    private let descriptor: Descriptor

    init(_ node: TunnelNode, from source: UInt32, typeOfService: Int32 = 0) throws {
        descriptor = try node.namespace.run {
            try Descriptor(socket(AF_INET, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), 4), from: "socket")
        }
        var tos = typeOfService
        setsockopt(descriptor.number, Int32(IPPROTO_IP), IP_TOS, &tos, 4)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = source.bigEndian
        let status = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor.number, $0, 16) }
        }
        try #require(status == 0)
    }

    func send(_ payload: [UInt8], to destination: UInt32) { sendBytes(descriptor.number, payload, to: destination) }
}

private func sendBytes(_ descriptor: Int32, _ bytes: [UInt8], to destination: UInt32) {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = UInt16(9).bigEndian
    name.sin_addr.s_addr = destination.bigEndian
    withUnsafePointer(to: &name) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = sendto(descriptor, bytes, bytes.count, 0, $0, 16) }
    }
}

/// An echo request of 84 bytes from 192.168.11.10.
func echo(to destination: [UInt8], typeOfService: UInt8 = 0) -> [UInt8] {
    IPv4Datagram.encode(
        source: .init(bytes: [192, 168, 11, 10] as [UInt8])!, destination: .init(bytes: destination)!, protocol: .icmp,
        typeOfService: typeOfService,
        payload: ICMPEcho.encode(type: .request, identifier: 1, sequence: 1, payload: [UInt8](repeating: 0, count: 56)))
}

enum InternetSum {
    static func isValid(_ bytes: ArraySlice<UInt8>) -> Bool { InternetChecksum.isValid(bytes) }
}

/// Waits for what another thread is about to do.
///
/// - Parameter name: says in a failure which of several it was
func eventually(
    _ name: Comment = "", within duration: Duration = .seconds(20), at location: SourceLocation = #_sourceLocation,
    _ condition: () throws -> Bool
) throws {
    let deadline = Deadline(in: duration)
    while try !condition() {
        if deadline.hasPassed {
            Issue.record("did not come true \(name.rawValue)", sourceLocation: location)
            return
        }
        _ = try Poll.wait(for: [], until: Deadline(in: .milliseconds(1)))
    }
}
