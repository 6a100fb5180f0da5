import Addresses
import CNetlink
import Glibc
import Synchronization

/// A socket of the rtnetlink family (rtnetlink(7)): every question to and every change of one network namespace.
///
/// The socket belongs for ever to the namespace that the calling thread is in when it is opened; wherever it is
/// used later, it speaks of that one. So it is opened on a throwaway thread that has entered the namespace, and
/// used from anywhere. One caller uses it at a time: others wait for the lock, for as long as the kernel needs.
package final class NetlinkSocket: Sendable {
    /// For `poll`: becomes readable when notifications are there.
    package let descriptor: Int32
    let connection: Mutex<Connection>
    /// The names of the links that notifications speak of.
    let notificationNames = Mutex<LinkTable?>(nil)

    /// Opens a socket in the calling thread's network namespace.
    ///
    /// - Parameter groups: what ``receiveNotifications()`` is to tell. Best on a socket for that alone: a flood
    ///   of notifications that nobody drains leaves no room for answers, and requests fail with `ENOBUFS`.
    /// - Throws: what `socket` or `bind` say.
    package convenience init(groups: Set<NotificationGroup> = []) throws(NetlinkError) {
        self.init(try MnlTransport(protocolNumber: NETLINK_ROUTE, groups: groups), isSubscribed: !groups.isEmpty)
    }

    /// Speaks by any transport, such as a test's.
    init(_ transport: any Transport, isSubscribed: Bool = false) {
        descriptor = transport.descriptor
        connection = Mutex(Connection(transport, isSubscribed: isSubscribed))
    }

    /// Sends every request and returns what became of each, in order: `nil` is done, anything else is why not.
    ///
    /// - Throws: `ETIMEDOUT` or `ENOBUFS` if answers are missing, so that nobody knows what became of the requests;
    ///   what `sendto` says. Refusals are not thrown.
    package func execute(_ batch: Batch) throws(NetlinkError) -> [NetlinkRefusal?] {
        if batch.isEmpty { return [] }
        return try connection.withLock { connection throws(NetlinkError) in try connection.execute(batch) }
    }

    /// Sends what `encode` appends, and throws the first refusal.
    ///
    ///     try socket.execute { try $0.addRoute(route, names: table) }
    package func execute(_ encode: (inout Batch) throws(NetlinkError) -> Void) throws(NetlinkError) {
        var batch = Batch()
        try encode(&batch)
        for case let refusal? in try execute(batch) { throw refusal }
    }
}
