import CNetlink
import Glibc
import Synchronization

/// A socket of generic netlink that speaks with one family of it, such as `wireguard`. It belongs to the network namespace
/// that the calling thread is in when it is opened.
package final class GenericSocket: Sendable {
    private let connection: Mutex<Connection>
    /// The number that the kernel gave the family when its module was loaded.
    private let family: UInt16

    /// - Throws: `ENOENT` if the kernel has no such family; what `socket` or `bind` say.
    package init(_ name: String) throws(NetlinkError) {
        var connection = Connection(try MnlTransport(protocolNumber: NETLINK_GENERIC, groups: []))
        family = try Self.number(of: name, &connection)
        self.connection = Mutex(connection)
    }

    /// Sends every request and returns what became of each, as ``NetlinkSocket/execute(_:)-(Batch)`` does.
    package func execute(_ batch: Batch) throws(NetlinkError) -> [NetlinkRefusal?] {
        if batch.isEmpty { return [] }
        var batch = batch
        batch.setType(family)
        let sent = batch
        return try connection.withLock { connection throws(NetlinkError) in try connection.execute(sent) }
    }

    /// The messages of a dump, each behind its `genlmsghdr`.
    func dump(command: UInt8, _ attributes: (inout MessageWriter) -> Void) throws(NetlinkError) -> [UInt8] {
        var request = MessageWriter()
        request.message(type: Int(family), flags: NLM_F_DUMP) { writer in
            writer.fixed(genlmsghdr(cmd: command, version: 1, reserved: 0))
            attributes(&writer)
        }
        return try connection.withLock { connection throws(NetlinkError) in try connection.ask(request) }
    }

    private static func number(of name: String, _ connection: inout Connection) throws(NetlinkError) -> UInt16 {
        var request = MessageWriter()
        request.message(type: Int(GENL_ID_CTRL)) { writer in
            writer.fixed(genlmsghdr(cmd: UInt8(CTRL_CMD_GETFAMILY), version: 1, reserved: 0))
            writer.put(Int(CTRL_ATTR_FAMILY_NAME), string: name)
        }
        let answer = try connection.ask(request)
        let number = answer.withUnsafeBytes { bytes -> UInt16? in
            for message in Messages(bytes) {
                let attributes = Attributes(message.payload, after: genlmsghdr.self)
                if let number = attributes.first(Int(CTRL_ATTR_FAMILY_ID))?.number(as: UInt16.self) { return number }
            }
            return nil
        }
        guard let number else { throw NetlinkError(operation: "CTRL_CMD_GETFAMILY", errno: ENOENT) }
        return number
    }
}

extension Batch {
    /// A request to a family of generic netlink, whose number the socket knows.
    mutating func appendGeneric(command: UInt8, _ body: (inout MessageWriter) -> Void) {
        append { writer in
            writer.message(type: 0) { writer in
                writer.fixed(genlmsghdr(cmd: command, version: 1, reserved: 0))
                body(&writer)
            }
        }
    }
}
