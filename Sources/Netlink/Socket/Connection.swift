import CNetlink
import Glibc

/// One netlink socket: what is sent on it and what arrives, without locks and without knowledge of links.
struct Connection {
    /// What one look at the socket finds.
    enum Arrival {
        case datagram(UnsafeRawBufferPointer)
        case nothing
        /// The receive buffer was full: something is lost.
        case overrun
        /// A datagram was longer than the buffer and is lost.
        case truncated
    }

    let transport: any Transport
    /// The transport's, kept here because every message is compared with it.
    let port: UInt32
    /// Whether messages arrive that are nobody's answer.
    let isSubscribed: Bool
    /// Messages that came between answers, as they came.
    var notifications: [UInt8] = []
    var lostNotifications = false
    /// How long an answer may take.
    var patience: Duration = .seconds(10)
    private var sequence: UInt32 = 1

    init(_ transport: any Transport, isSubscribed: Bool = false) {
        self.transport = transport
        port = transport.port
        self.isSubscribed = isSubscribed
    }

    /// Takes `count` sequence numbers that follow each other and returns the first.
    mutating func takeSequence(_ count: Int) -> UInt32 {
        defer { sequence &+= UInt32(count) }
        return sequence
    }

    func send(_ bytes: UnsafeRawBufferPointer) throws(NetlinkError) {
        while true {
            do throws(TransportFailure) {
                return try transport.send(bytes)
            } catch {
                if error.errno != EINTR { throw NetlinkError(operation: "sendto", errno: error.errno) }
            }
        }
    }

    /// Takes one datagram of the kernel's, if there is one. Datagrams from other programs are dropped.
    func look(into buffer: UnsafeMutableRawBufferPointer) throws(NetlinkError) -> Arrival {
        while true {
            do throws(TransportFailure) {
                let (length, sender) = try transport.receive(into: buffer)
                guard sender == 0 else { continue }
                if length > buffer.count { return .truncated }
                return .datagram(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<length]))
            } catch {
                switch error.errno {
                case EINTR: continue
                case EAGAIN: return .nothing
                case ENOBUFS: return .overrun
                default: throw NetlinkError(operation: "recvfrom", errno: error.errno)
                }
            }
        }
    }

    /// The same, but waits for something until the deadline.
    ///
    /// The kernel has answered by the time `send` returns, so that this hardly ever waits.
    /// - Throws: `ETIMEDOUT` for an answer that does not come.
    func receive(
        into buffer: UnsafeMutableRawBufferPointer, until deadline: inout ContinuousClock.Instant?
    ) throws(NetlinkError) -> Arrival {
        while true {
            let arrival = try look(into: buffer)
            guard case .nothing = arrival else { return arrival }
            let end = deadline ?? .now + patience
            deadline = end
            let left = end - .now
            let mayHaveCome: Bool
            do throws(TransportFailure) {
                mayHaveCome = left > .zero ? try transport.wait(left) : false
            } catch {
                throw NetlinkError(operation: "poll", errno: error.errno)
            }
            guard mayHaveCome else {
                throw NetlinkError(operation: "recvfrom", errno: ETIMEDOUT, message: "the kernel's answer is missing")
            }
        }
    }

    /// Puts a message that is no answer aside, for those who have subscribed.
    mutating func keep(_ message: Messages.Message) {
        guard isSubscribed, message.type >= Int(NLMSG_MIN_TYPE) else { return }
        message.append(to: &notifications)
    }
}
