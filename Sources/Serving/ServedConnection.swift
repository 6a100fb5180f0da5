import Glibc
import Namespaces

/// One connection to a server: it holds what is still to be sent, hears nothing new until that is gone, and
/// ends when either side has done, or when nothing has happened for a while.
final class ServedConnection: Attendant {
    /// How long a connection may be silent, and how long it may take to end.
    private static let patience: (idle: Duration, ending: Duration) = (.seconds(60), .seconds(2))

    private let socket: Descriptor
    private var conversation: any Conversation
    private var output: ArraySlice<UInt8>
    /// Everything is said; what the other side still sends is read and dropped, so that it is not told a reset
    /// before it has read the answer.
    private var isEnding = false
    private var peerIsDone = false
    private(set) var deadline: ContinuousClock.Instant?

    init(_ socket: Descriptor, _ conversation: any Conversation) {
        self.socket = socket
        self.conversation = conversation
        output = self.conversation.begin()[...]
        deadline = ContinuousClock.now + Self.patience.idle
    }

    var descriptor: Int32 { socket.number }
    var events: Int16 { output.isEmpty ? Int16(POLLIN) : Int16(POLLOUT) }

    func attend(_ events: Int16, _ attendance: Attendance) {
        if let deadline, deadline <= ContinuousClock.now { return attendance.remove(self) }
        if events & Int16(POLLERR) != 0 { return attendance.remove(self) }
        if output.isEmpty, events != 0 {
            guard hear() else { return attendance.remove(self) }
        }
        guard say() else { return attendance.remove(self) }
        if !isEnding { deadline = ContinuousClock.now + Self.patience.idle }
        guard output.isEmpty else { return }
        if peerIsDone { return attendance.remove(self) }
        if conversation.isOver, !isEnding {
            isEnding = true
            deadline = ContinuousClock.now + Self.patience.ending
            shutdown(descriptor, Int32(SHUT_WR))
        }
    }

    /// Reads once; poll says whether there is more. `false` if the connection is broken.
    private func hear() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        if count == 0 {
            peerIsDone = true
        } else if !isEnding {
            output = conversation.hear(buffer[..<count])[...]
        }
        return true
    }

    /// Sends what the kernel takes. `false` if the connection is broken.
    private func say() -> Bool {
        while !output.isEmpty {
            let count = output.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return errno == EAGAIN }
            output = output.dropFirst(count)
        }
        return true
    }
}
