import CLinux
import Glibc
import Namespaces
import Planning

/// A listening TCP socket: it takes connections, and gives each a conversation of its own.
final class Listener: Attendant {
    private let socket: Descriptor
    private let server: PlannedServer
    private let name: String
    /// Until then nobody is taken: the process had no descriptor left.
    private var pause: ContinuousClock.Instant?

    init(_ socket: Descriptor, _ server: PlannedServer, name: String) {
        self.socket = socket
        self.server = server
        self.name = name
    }

    var descriptor: Int32 { socket.number }
    var events: Int16 { pause == nil ? Int16(POLLIN) : 0 }
    var deadline: ContinuousClock.Instant? { pause }

    func attend(_ events: Int16, _ attendance: Attendance) {
        pause = nil
        while true {
            // Those who wait in the kernel's queue are taken when others have left; the moment is looked for.
            guard !attendance.isFull else { return rest() }
            var from = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let number = clinux_accept(descriptor, &from, &length)
            guard number >= 0 else {
                if errno == EINTR || errno == ECONNABORTED { continue }
                if errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS { rest() }
                return
            }
            let connection = Descriptor(owning: number)
            if let (address, port) = SocketAddress.read(from) {
                attendance.note(.init(address: address, port: port, server: name))
            }
            // Small answers go out at once, in a segment of their own.
            var yes: Int32 = 1
            setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
            let served = ServedConnection(connection, server.conversation())
            attendance.add(served, of: self)
            served.attend(0, attendance)
        }
    }

    private func rest() { pause = ContinuousClock.now + .milliseconds(20) }
}

extension PlannedServer {
    /// What is said on a new connection.
    func conversation() -> any Conversation {
        switch service {
        case .echo: EchoConversation()
        case .reply(let text): ReplyConversation(text: Array(text.utf8))
        case .pages(let pages): HTTPConversation(pages: pages.mapValues { Array($0.utf8) })
        }
    }
}
