import CLinux
import Glibc
import Namespaces
import Planning

/// A UDP server: each datagram is answered from the address that it was sent to, also where the node has several.
final class DatagramServer: Attendant {
    private let socket: Descriptor
    private let server: PlannedServer
    private let name: String
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    init(_ socket: Descriptor, _ server: PlannedServer, name: String) {
        self.socket = socket
        self.server = server
        self.name = name
    }

    var descriptor: Int32 { socket.number }
    var events: Int16 { Int16(POLLIN) }
    var deadline: ContinuousClock.Instant? { nil }

    func attend(_ events: Int16, _ attendance: Attendance) {
        // A bounded number at a time, so that one busy port does not starve the others.
        for _ in 0..<64 {
            var way = clinux_way()
            let count = clinux_receive(descriptor, &buffer, buffer.count, &way)
            if count < 0 {
                // An ICMP error that an answer met is told here once, and is nobody's concern.
                if errno == EINTR || errno == ECONNREFUSED || errno == EHOSTUNREACH || errno == ENETUNREACH { continue }
                return
            }
            let from = withUnsafeBytes(of: way.from) { $0.loadUnaligned(as: sockaddr_storage.self) }
            if let (address, port) = SocketAddress.read(from) {
                attendance.note(.init(address: address, port: port, server: name))
            }
            // What cannot be sent at once is lost, as datagrams are.
            switch server.service {
            case .echo: _ = clinux_answer(descriptor, buffer, count, &way)
            case .reply(let text):
                let bytes = Array(text.utf8)
                _ = clinux_answer(descriptor, bytes, bytes.count, &way)
            case .pages: break
            }
        }
    }
}
