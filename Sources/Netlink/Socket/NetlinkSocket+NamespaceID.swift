import CNetlink
import Glibc
import Synchronization

extension NetlinkSocket {
    /// The number by which this namespace knows another, as ``LinkState/peerNamespaceID`` has it; `nil` if no link
    /// has needed one yet. `ip netns list-id`
    ///
    /// - Parameter descriptor: of the other namespace
    package func namespaceID(of descriptor: Int32) throws(NetlinkError) -> Int32? {
        var request = MessageWriter()
        request.message(type: Int(RTM_GETNSID)) { writer in
            writer.fixed(rtgenmsg(rtgen_family: UInt8(AF_UNSPEC)))
            writer.put(Int(NETNSA_FD), i32: descriptor)
        }
        let answer = try connection.withLock { connection throws(NetlinkError) in try connection.ask(request) }
        return answer.withUnsafeBytes { bytes in
            for message in Messages(bytes) where message.type == Int(RTM_NEWNSID) {
                let number = Attributes(message.payload, after: rtgenmsg.self).first(Int(NETNSA_NSID))?.number(as: Int32.self)
                return number.flatMap { $0 < 0 ? nil : $0 }
            }
            return nil
        }
    }
}
