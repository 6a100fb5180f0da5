import Addresses
import CNetlink
import Glibc
import Synchronization

extension NetlinkSocket {
    /// What has changed since the last call, in order, as far as it has arrived. Never waits for more.
    ///
    /// `ip monitor`
    package func receiveNotifications() throws(NetlinkError) -> [Notification] {
        var (messages, isOverrun) = try drain()
        guard !messages.isEmpty else { return isOverrun ? [.overrun] : [] }

        var names = notificationNames.withLock { $0 } ?? LinkTable()
        if messages.withUnsafeBytes({ Notification.mentionsStranger($0, names) }) {
            // Names of links that are gone stay: the last words about them may be still to come.
            names.merge(try linkTable())
            // What came meanwhile was put aside between the answers, and no poll(2) would tell of it.
            let late = try drain()
            messages += late.messages
            isOverrun = isOverrun || late.isOverrun
        }
        var result: [Notification] = isOverrun ? [.overrun] : []
        messages.withUnsafeBytes { Notification.decode($0, &names, into: &result) }
        let known = names
        notificationNames.withLock { $0 = known }
        return result
    }

    private func drain() throws(NetlinkError) -> (messages: [UInt8], isOverrun: Bool) {
        try connection.withLock { connection throws(NetlinkError) in try connection.drain() }
    }
}

extension Connection {
    /// Takes what is in the socket, up to a bound that keeps a flood from holding the caller.
    mutating func drain() throws(NetlinkError) -> (messages: [UInt8], isOverrun: Bool) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)
        defer { buffer.deallocate() }
        loop: for _ in 0..<4096 {
            switch try look(into: buffer) {
            case .nothing: break loop
            case .overrun, .truncated: lostNotifications = isSubscribed
            case .datagram(let bytes): for message in Messages(bytes) { keep(message) }
            }
        }
        defer {
            notifications = []
            lostNotifications = false
        }
        return (notifications, lostNotifications)
    }
}

extension Notification {
    /// Whether a message speaks of a link that `names` doesn't have, without saying its name.
    static func mentionsStranger(_ bytes: UnsafeRawBufferPointer, _ names: LinkTable) -> Bool {
        var names = names
        for message in Messages(bytes) {
            switch message.type {
            case Int(RTM_NEWLINK):
                if let link = LinkState.name(payload: message.payload) { names.set(link.index, link.name) }
                let lower = LinkState(payload: message.payload, names: names)?.data?.device
                if let lower, !names.knows(lower) { return true }
            case Int(RTM_NEWADDR), Int(RTM_DELADDR):
                guard let header = message.payload.fixed(as: ifaddrmsg.self) else { continue }
                if !names.contains(Int32(bitPattern: header.ifa_index)) { return true }
            case Int(RTM_NEWNEIGH), Int(RTM_DELNEIGH):
                guard let header = message.payload.fixed(as: ndmsg.self) else { continue }
                if !names.contains(header.ndm_ifindex) { return true }
            case Int(RTM_NEWROUTE), Int(RTM_DELROUTE):
                let index = Attributes(message.payload, after: rtmsg.self).first(Int(RTA_OIF.rawValue))
                if let index = index?.number(as: Int32.self), !names.contains(index) { return true }
            default: break
            }
        }
        return false
    }

    /// Decodes messages, and takes the names of new links into `names`.
    static func decode(_ bytes: UnsafeRawBufferPointer, _ names: inout LinkTable, into result: inout [Notification]) {
        for message in Messages(bytes) {
            let payload = message.payload
            switch message.type {
            case Int(RTM_NEWLINK), Int(RTM_DELLINK):
                guard let link = LinkState(payload: payload, names: names) else { continue }
                names.set(link.index, link.name)
                result.append(.link(message.type == Int(RTM_NEWLINK) ? .new : .deleted, link))
            case Int(RTM_NEWADDR), Int(RTM_DELADDR):
                guard let entry = AddressEntry(payload: payload, names: names) else { continue }
                result.append(.address(message.type == Int(RTM_NEWADDR) ? .new : .deleted, entry))
            case Int(RTM_NEWROUTE), Int(RTM_DELROUTE):
                let change: Change = message.type == Int(RTM_NEWROUTE) ? .new : .deleted
                if let route = RouteEntry(payload: payload, names: names) { result.append(.route(change, route)) }
            case Int(RTM_NEWNEIGH), Int(RTM_DELNEIGH):
                let change: Change = message.type == Int(RTM_NEWNEIGH) ? .new : .deleted
                if let entry = ForwardingEntry(payload: payload, names: names) {
                    result.append(.forwarding(change, entry))
                } else if let entry = NeighbourEntry(payload: payload, names: names) {
                    result.append(.neighbour(change, entry))
                }
            default: break
            }
        }
    }
}
