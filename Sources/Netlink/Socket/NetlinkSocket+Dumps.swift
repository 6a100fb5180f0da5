import Addresses
import CNetlink
import Glibc
import Synchronization

extension NetlinkSocket {
    /// Every link. `ip -d -s link show`
    package func links() throws(NetlinkError) -> [LinkState] {
        // Without the sixty counters that IPv6 has of each: nobody here reads them. The link's own come all the same.
        let mask = UInt32(RTEXT_FILTER_SKIP_STATS)
        let answer = try dump(Int(RTM_GETLINK), ifinfomsg(index: 0)) { $0.put(Int(IFLA_EXT_MASK), u32: mask) }
        return answer.withUnsafeBytes { bytes in
            // A link may lie upon one that is told of later.
            let names = LinkTable(messages: Messages(bytes))
            return Messages(bytes).compactMap { LinkState(payload: $0.payload, names: names) }
        }
    }

    /// Every address. `ip address show`
    ///
    /// - Parameters:
    ///   - family: `nil`: both
    ///   - names: the links' names; `nil`: asks for them
    package func addresses(
        family: IPAddress.Family? = nil, names: LinkTable? = nil
    ) throws(NetlinkError) -> [AddressEntry] {
        let names = try tableUnless(names)
        var header = ifaddrmsg()
        header.ifa_family = family?.number ?? 0
        return try dump(Int(RTM_GETADDR), header) {
            if let entry = AddressEntry(payload: $1, names: names) { $0.append(entry) }
        }
    }

    /// Every route, local and broadcast ones too. `ip route show table all`, `ip route show table N`
    ///
    /// - Parameter table: `nil`: all. A table that does not exist has no routes.
    package func routes(
        family: IPAddress.Family? = nil, table: UInt32? = nil, names: LinkTable? = nil
    ) throws(NetlinkError) -> [RouteEntry] {
        let names = try tableUnless(names)
        guard let table else {
            var header = rtmsg()
            header.rtm_family = family?.number ?? 0
            return try dump(Int(RTM_GETROUTE), header) { if let route = RouteEntry(payload: $1, names: names) { $0.append(route) } }
        }
        // The kernel takes a table only together with a family.
        return try each(family) { family throws(NetlinkError) in
            var header = rtmsg()
            header.rtm_family = family.number
            do throws(NetlinkError) {
                return try dump(Int(RTM_GETROUTE), header, attributes: { $0.put(Int(RTA_TABLE.rawValue), u32: table) }) {
                    if let route = RouteEntry(payload: $1, names: names), route.table == table { $0.append(route) }
                }
            } catch {
                if error.errno == ENOENT { return [] }
                throw error
            }
        }
    }

    /// Every neighbour. `ip neighbour show nud all`
    ///
    /// - Parameter proxies: the addresses that this host answers for, instead: `ip neighbour show proxy`
    package func neighbours(
        family: IPAddress.Family? = nil, proxies: Bool = false, names: LinkTable? = nil
    ) throws(NetlinkError) -> [NeighbourEntry] {
        let names = try tableUnless(names)
        var header = ndmsg()
        header.ndm_family = family?.number ?? 0
        header.ndm_flags = proxies ? UInt8(NTF_PROXY) : 0
        return try dump(Int(RTM_GETNEIGH), header) {
            if let entry = NeighbourEntry(payload: $1, names: names) { $0.append(entry) }
        }
    }

    /// Every forwarding entry of bridges and vxlan devices. `bridge fdb show`
    package func forwarding(names: LinkTable? = nil) throws(NetlinkError) -> [ForwardingEntry] {
        let names = try tableUnless(names)
        var header = ndmsg()
        header.ndm_family = UInt8(AF_BRIDGE)
        return try dump(Int(RTM_GETNEIGH), header) {
            if let entry = ForwardingEntry(payload: $1, names: names) { $0.append(entry) }
        }
    }

    /// The links' indices and names as they are now.
    package func linkTable() throws(NetlinkError) -> LinkTable {
        LinkTable(try links())
    }

    private func tableUnless(_ known: LinkTable?) throws(NetlinkError) -> LinkTable {
        if let known { return known }
        return try linkTable()
    }

    private func each<Element>(
        _ family: IPAddress.Family?, _ dump: (IPAddress.Family) throws(NetlinkError) -> [Element]
    ) throws(NetlinkError) -> [Element] {
        if let family { return try dump(family) }
        return try dump(.ipv4) + dump(.ipv6)
    }

    func dump<Element, Header: BitwiseCopyable>(
        _ type: Int, _ header: Header, attributes: (inout MessageWriter) -> Void = { _ in },
        decode: (inout [Element], UnsafeRawBufferPointer) -> Void
    ) throws(NetlinkError) -> [Element] {
        let answer = try dump(type, header, attributes: attributes)
        var elements: [Element] = []
        answer.withUnsafeBytes { bytes in
            for message in Messages(bytes) { decode(&elements, message.payload) }
        }
        return elements
    }

    /// The messages of a dump, one behind the other.
    func dump<Header: BitwiseCopyable>(
        _ type: Int, _ header: Header, attributes: (inout MessageWriter) -> Void = { _ in }
    ) throws(NetlinkError) -> [UInt8] {
        var request = MessageWriter()
        request.message(type: type, flags: NLM_F_DUMP) { writer in
            writer.fixed(header)
            attributes(&writer)
        }
        return try connection.withLock { connection throws(NetlinkError) in try connection.ask(request) }
    }
}
