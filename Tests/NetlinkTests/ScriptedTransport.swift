import CNetlink
import Glibc
import Synchronization

@testable import Netlink

/// A kernel as a test wants it: to each datagram that is sent, the next entry of a script is what arrives. Nothing else ever
/// does, and nobody waits for it.
final class ScriptedTransport: Transport {
    /// What one look at the socket finds.
    enum Arrival: Sendable {
        case datagram([Message], sender: UInt32 = 0)
        /// A datagram of so many bytes, the rest of which is lost if the buffer has fewer; empty otherwise.
        case long(Int)
        /// The call fails with this error number.
        case failure(Int32)
    }

    /// One message of an answer.
    struct Message: Sendable {
        var type: Int32
        var flags: Int32 = 0
        /// Which of the request's messages it answers, counted from 0.
        var answers = 0
        var payload: [UInt8] = []
        /// `nil`: the socket's own.
        var port: UInt32?

        /// A link of this name, as a part of a dump.
        static func link(_ name: String, _ index: Int32, flags: Int32 = NLM_F_MULTI) -> Message {
            var writer = MessageWriter()
            writer.message(type: Int(RTM_NEWLINK)) { writer in
                writer.fixed(ifinfomsg(index: index))
                writer.put(Int(IFLA_IFNAME), string: name)
            }
            return Message(type: Int32(RTM_NEWLINK), flags: flags, payload: Array(writer.bytes[16...]))
        }

        /// The end of a dump.
        static let done = Message(type: NLMSG_DONE, flags: NLM_F_MULTI, payload: [0, 0, 0, 0])

        /// What became of a message of the request; `errno` 0: it is done.
        static func verdict(_ errno: Int32, of message: Int = 0) -> Message {
            // The error number and, as NETLINK_CAP_ACK has it, the request's header.
            let payload = withUnsafeBytes(of: -errno) { Array($0) } + [UInt8](repeating: 0, count: 16)
            return Message(type: NLMSG_ERROR, flags: Int32(NLM_F_CAPPED), answers: message, payload: payload)
        }

        fileprivate func bytes(sequence: UInt32, port: UInt32) -> [UInt8] {
            let header = nlmsghdr(
                nlmsg_len: UInt32(16 + payload.count), nlmsg_type: UInt16(type), nlmsg_flags: UInt16(flags), nlmsg_seq: sequence,
                nlmsg_pid: self.port ?? port)
            return withUnsafeBytes(of: header) { Array($0) } + payload + [UInt8](repeating: 0, count: -payload.count & 3)
        }
    }

    private struct State {
        var script: [[Arrival]]
        var arriving: [Arrival] = []
        var sent: [[nlmsghdr]] = []
        var buffers: [Int] = []
        var waits = 0
    }

    let descriptor: Int32 = -1
    let port: UInt32 = 4711
    let datagramBytes: Int
    let datagramMessages: Int
    private let state: Mutex<State>

    /// - Parameter script: what arrives after the first datagram that is sent, after the second, …
    init(script: [[Arrival]], datagramBytes: Int = 128 << 10, datagramMessages: Int = 1000) {
        (self.datagramBytes, self.datagramMessages) = (datagramBytes, datagramMessages)
        state = Mutex(State(script: script))
    }

    convenience init(_ script: [Arrival]...) { self.init(script: script) }

    /// The headers of the messages of each datagram that was sent.
    var sent: [[nlmsghdr]] { state.withLock { $0.sent } }
    /// The size of the buffer at each look.
    var buffers: [Int] { state.withLock { $0.buffers } }
    /// How often it was waited for what the script does not have.
    var waits: Int { state.withLock { $0.waits } }

    func send(_ bytes: UnsafeRawBufferPointer) throws(TransportFailure) {
        let headers = Messages(bytes).map(\.header)
        let isInterrupted = state.withLock { state in
            guard !state.script.isEmpty else { return false }
            let next = state.script.removeFirst()
            // An entry that is nothing but an interruption is the call's own.
            if case .failure(EINTR)? = next.first, next.count == 1 { return true }
            state.sent.append(headers)
            state.arriving += next
            return false
        }
        if isInterrupted { throw TransportFailure(errno: EINTR) }
    }

    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(TransportFailure) -> (length: Int, sender: UInt32) {
        let (arrival, request) = state.withLock { state in
            state.buffers.append(buffer.count)
            return (state.arriving.isEmpty ? .failure(EAGAIN) : state.arriving.removeFirst(), state.sent.last ?? [])
        }
        switch arrival {
        case .failure(let errno): throw TransportFailure(errno: errno)
        case .long(let length):
            buffer.initializeMemory(as: UInt8.self, repeating: 0)
            return (length, 0)
        case .datagram(let messages, let sender):
            let bytes = messages.flatMap { message in
                message.bytes(sequence: request.indices.contains(message.answers) ? request[message.answers].nlmsg_seq : .max, port: port)
            }
            buffer.copyBytes(from: bytes.prefix(buffer.count))
            return (bytes.count, sender)
        }
    }

    func wait(_ time: Duration) throws(TransportFailure) -> Bool {
        state.withLock { state in
            state.waits += 1
            return !state.arriving.isEmpty
        }
    }
}
