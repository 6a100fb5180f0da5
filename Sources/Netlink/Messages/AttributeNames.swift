import CNetlink
import Glibc

/// The kernel headers' names for the attributes of one request, for refusals: the kernel says *where* in the
/// request the attribute stands that it objects to, a reader wants to know which that is.
struct AttributeNames {
    private let request: UnsafeRawBufferPointer
    private let type: Int

    init(request: UnsafeRawBufferPointer) {
        self.request = request
        type = Int(request.fixed(as: nlmsghdr.self)?.nlmsg_type ?? 0)
    }

    /// `RTM_NEWLINK` and so on.
    var operation: String { Self.operation(type) }

    /// The name of the attribute whose header stands so many bytes behind the request's beginning.
    func name(atOffset target: Int) -> String? {
        path(to: target)?.last.map(\.name)
    }

    /// The name of an attribute that is not there. It would stand in the attribute at the offset `nest`.
    func name(ofType type: Int, inNestAt nest: Int?) -> String {
        let table = nest.flatMap { path(to: $0)?.last?.inner } ?? AttributeTable.ofRequest(self.type)
        return table?.names[type] ?? "attribute \(type)"
    }

    private func path(to target: Int) -> [(name: String, inner: AttributeTable?)]? {
        guard let table = AttributeTable.ofRequest(type) else { return nil }
        return path(to: target, from: 16 + table.headerSize, until: request.count, table: table)
    }

    private func path(
        to target: Int, from start: Int, until end: Int, table: AttributeTable
    ) -> [(name: String, inner: AttributeTable?)]? {
        var offset = start
        var kind: String?
        while offset + 4 <= end {
            let head = request.loadUnaligned(fromByteOffset: offset, as: nlattr.self)
            let length = Int(head.nla_len)
            guard length >= 4, offset + length <= end else { return nil }
            let type = Int(head.nla_type & 0x3fff)
            if table.nestedByKind == type + 1 {
                kind = UnsafeRawBufferPointer(rebasing: request[(offset + 4)..<(offset + length)]).text
            }
            let inner = table.nestedByKind == type ? kind.flatMap(AttributeTable.ofKind) : table.nested[type]
            let step = (table.names[type] ?? "attribute \(type)", inner)
            if offset == target { return [step] }
            if target > offset, target < offset + length, let inner {
                return path(to: target, from: offset + 4 + inner.headerSize, until: offset + length, table: inner)
                    .map { [step] + $0 }
            }
            offset += (length + 3) & ~3
        }
        return nil
    }

    static func operation(_ type: Int) -> String {
        switch type {
        case Int(RTM_NEWLINK): "RTM_NEWLINK"
        case Int(RTM_DELLINK): "RTM_DELLINK"
        case Int(RTM_GETLINK): "RTM_GETLINK"
        case Int(RTM_SETLINK): "RTM_SETLINK"
        case Int(RTM_NEWADDR): "RTM_NEWADDR"
        case Int(RTM_DELADDR): "RTM_DELADDR"
        case Int(RTM_GETADDR): "RTM_GETADDR"
        case Int(RTM_NEWROUTE): "RTM_NEWROUTE"
        case Int(RTM_DELROUTE): "RTM_DELROUTE"
        case Int(RTM_GETROUTE): "RTM_GETROUTE"
        case Int(RTM_NEWNEIGH): "RTM_NEWNEIGH"
        case Int(RTM_DELNEIGH): "RTM_DELNEIGH"
        case Int(RTM_GETNEIGH): "RTM_GETNEIGH"
        case Int(RTM_SETNEIGHTBL): "RTM_SETNEIGHTBL"
        case Int(RTM_NEWRULE): "RTM_NEWRULE"
        case Int(RTM_DELRULE): "RTM_DELRULE"
        case Int(RTM_GETRULE): "RTM_GETRULE"
        case Int(RTM_NEWQDISC): "RTM_NEWQDISC"
        case Int(RTM_DELQDISC): "RTM_DELQDISC"
        case Int(RTM_GETQDISC): "RTM_GETQDISC"
        case Int(RTM_GETNSID): "RTM_GETNSID"
        default: "rtnetlink request \(type)"
        }
    }
}
