import Addresses
import CNetlink
import Glibc
import Synchronization

extension NetlinkSocket {
    /// Which way a packet would go. `ip route get ADDRESS [from A] [iif LINK] [oif LINK]`
    ///
    /// - Parameters:
    ///   - inputDevice: the index of the link that the packet came in by, for the way of a forwarded packet; needs `from`
    /// - Throws: what a sender would get: `ENETUNREACH` without a route, `EHOSTUNREACH` for an unreachable one,
    ///   `EACCES` for a prohibited one, `EINVAL` for a blackhole.
    package func route(
        to address: IPAddress, from source: IPAddress? = nil, outputDevice: Int32? = nil,
        inputDevice: Int32? = nil
    ) throws(NetlinkError) -> RouteLookup {
        var request = MessageWriter()
        request.message(type: Int(RTM_GETROUTE)) { writer in
            var header = rtmsg()
            header.rtm_family = address.family.number
            header.rtm_dst_len = UInt8(address.family.bits)
            header.rtm_src_len = source.map { UInt8($0.family.bits) } ?? 0
            // Else IPv4 would call every table main. IPv6 tells without, and refuses the flag.
            header.rtm_flags = address.family == .ipv4 ? UInt32(RTM_F_LOOKUP_TABLE) : 0
            writer.fixed(header)
            writer.put(Int(RTA_DST.rawValue), address: address)
            if let source { writer.put(Int(RTA_SRC.rawValue), address: source) }
            if let outputDevice { writer.put(Int(RTA_OIF.rawValue), i32: outputDevice) }
            if let inputDevice { writer.put(Int(RTA_IIF.rawValue), i32: inputDevice) }
        }
        let answer = try connection.withLock { connection throws(NetlinkError) in try connection.ask(request) }
        let decoded = answer.withUnsafeBytes { bytes in
            Messages(bytes).lazy.compactMap { RouteLookup(payload: $0.payload) }.first
        }
        guard let lookup = decoded else {
            throw NetlinkError(operation: "RTM_GETROUTE", errno: EBADMSG, message: "the answer has no route")
        }
        // IPv4 refuses by itself; IPv6 answers with the route that says no.
        switch lookup.type {
        case .unreachable: throw NetlinkError(operation: "RTM_GETROUTE", errno: EHOSTUNREACH)
        case .prohibit: throw NetlinkError(operation: "RTM_GETROUTE", errno: EACCES)
        case .blackhole: throw NetlinkError(operation: "RTM_GETROUTE", errno: EINVAL)
        default: return lookup
        }
    }
}
