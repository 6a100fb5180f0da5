import Netlink

/// One kernel operation in one namespace. Indirect, because a large lab has a hundred thousand: a case may be large, and each is handed
/// on several times.
package indirect enum Operation: Sendable, Hashable {
    case createNamespace
    case removeNamespace
    case createLink(LinkRequest)
    case deleteLink(String)
    case changeLink(String, LinkChange)
    /// Drops what a link has learned from packets: its neighbours and forwarding entries that are not permanent.
    case forgetLearned(String)
    case add(NodeObject)
    case remove(NodeObject)
    case setSysctl(String, value: String)
    /// Back to what the setting was before the lab set it.
    case restoreSysctl(String)
    /// The node's whole table of nftables, made or replaced in one transaction.
    case setFirewall(PlannedFirewall, replacing: Bool)
    /// A table of nftables, by its family and name, such as `inet warren`.
    case removeTable(String)
    case serve(PlannedServer)
    case stopServing(PlannedServer)
    case start(PlannedProcess)
    case end(PlannedProcess)
}

extension Operation {
    package static func add(_ object: some KernelObject) -> Operation { .add(NodeObject(object)) }
    package static func remove(_ object: some KernelObject) -> Operation { .remove(NodeObject(object)) }
}
