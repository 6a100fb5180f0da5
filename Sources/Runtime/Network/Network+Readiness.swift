import Glibc
import Netlink
import Planning
import Warren

extension Network {
    /// Carries out the steps that lead to a stage, and waits until what they have changed carries packets.
    func reach(_ stage: StagePlan, by steps: [Step]) throws {
        useNames(stage.state.hostsFile)
        try apply(steps)
        try awaitLinks(of: Set(steps.map(\.node)).filter { stage.state[$0] != nil })
    }

    /// A link that did not come up in time.
    public struct NotReady: Error, Sendable, CustomStringConvertible {
        public var link: LinkReference

        public var description: String { "\(link) did not come up: the kernel reports no carrier" }
    }

    /// Waits until every link that is up on both its ends also carries packets.
    ///
    /// A link that came up before its peer gets its queue only when the kernel's link watcher has run, a
    /// moment later; until then it drops what it is given, and a bridge's port does not forward.
    ///
    /// - Parameter nodes: those whose links have changed.
    public func awaitLinks(of nodes: some Sequence<String>, deadline: Deadline = Deadline(in: .seconds(5))) throws {
        for name in nodes {
            guard let node = self.nodes[name], try Self.laggard(node) != nil else { continue }
            // Subscribed before the second look, so that no change falls between.
            let monitor = try node.namespace.run { try NetlinkSocket(groups: [.link]) }
            while let link = try Self.laggard(node) {
                guard try Poll.wait(for: [monitor.descriptor], until: deadline) else {
                    throw NotReady(link: LinkReference(node: name, link: link))
                }
                _ = try monitor.receiveNotifications()
            }
        }
    }

    /// A link that is up, and should carry packets, but does not yet.
    private static func laggard(_ node: NodeRuntime) throws -> String? {
        try node.namespace.socket.links().first { link in
            guard link.isUp else { return false }
            // A port without carrier has a peer that is down, which may be as the lab wants it.
            if link.kind == "veth" { return link.hasCarrier && link.operState != .up || isPortWaiting(link) }
            return false
        }?.name
    }

    private static func isPortWaiting(_ link: LinkState) -> Bool {
        link.hasCarrier && link.bridgePortState.map { $0 != 3 } ?? false
    }
}
