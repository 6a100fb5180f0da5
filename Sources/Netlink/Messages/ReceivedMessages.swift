import CNetlink

/// Everything that this room makes of bytes from a netlink socket, for those who try it with bytes that no kernel sends.
package enum ReceivedMessages {
    /// Decodes each message as everything that it could be.
    ///
    /// - Returns: how many values came of it
    package static func decode(_ bytes: UnsafeRawBufferPointer) -> Int {
        var names = LinkTable()
        var notifications: [Notification] = []
        _ = Notification.mentionsStranger(bytes, names)
        Notification.decode(bytes, &names, into: &notifications)
        var count = notifications.count
        for message in Messages(bytes) {
            let payload = message.payload
            let values: [Any?] = [
                LinkState(payload: payload, names: names), AddressEntry(payload: payload, names: names), RouteEntry(payload: payload, names: names),
                RouteLookup(payload: payload), NeighbourEntry(payload: payload, names: names), ForwardingEntry(payload: payload, names: names),
                RuleEntry(payload: payload), TokenBucket("tbf", link: "", place: QueuePlace(), options: payload),
            ]
            count += values.count { $0 != nil }
            if let verdict = Acknowledgement(message) {
                // What the kernel objects to, is looked for in the request: here in the bytes themselves.
                count += verdict.refusal(of: bytes).description.isEmpty ? 0 : 1
            }
        }
        return count
    }
}
