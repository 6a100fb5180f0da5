import Netlink

/// The kinds of objects that a node has beside links, in the order in which they are made. They are removed in the reverse.
package enum ObjectKinds {
    package static let all: [any KernelObject.Type] = [
        AddressEntry.self, NexthopEntry.self, RouteEntry.self, NeighbourEntry.self, ForwardingEntry.self, RuleEntry.self, PlannedPeer.self,
        BridgeVLANEntry.self, Impairment.self, TokenBucket.self, RootQueue.self, QueueClassEntry.self,
        QueueFilterEntry.self,
    ]
}
