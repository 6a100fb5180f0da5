import Addresses
import Glibc
import Namespaces
import Netlink
import Planning
import Warren

extension Network {
    /// Carries out the steps that lead to a stage, and waits until what they have changed carries packets.
    func reach(_ stage: StagePlan, by steps: [Step]) throws {
        useNames(stage.state.hostsFile)
        try apply(steps)
        try awaitReadiness(of: Set(steps.map(\.node)).filter { stage.state[$0] != nil })
    }

    /// What was not ready in time.
    package struct NotReady: Error, Sendable, CustomStringConvertible {
        package var link: LinkReference
        /// The address that cannot be asked for yet; `nil`: the link itself carries nothing.
        package var address: IPAddress?

        package var description: String {
            if let address { return "\(link) does not listen to questions for \(address) yet" }
            return "\(link) did not come up: the kernel reports no carrier"
        }
    }

    /// Waits until nodes answer the first packet that they are sent: links carry packets, and IPv6 addresses
    /// can be asked for.
    ///
    /// - Parameter nodes: those whose links or addresses have changed.
    package func awaitReadiness(of nodes: some Sequence<String>, deadline: Deadline = Deadline(in: .seconds(5))) throws {
        let nodes = nodes.compactMap { name in self.nodes[name].map { (name, $0) } }
        for ((name, node), isReady) in zip(nodes, Self.haveReadyLinks(nodes.map(\.1.namespace))) {
            do {
                if !isReady { try Self.awaitNone(of: node, name, .link, deadline) { try Self.idleLink(node.namespace) } }
                guard node.speaksIPv6 else { continue }
                try Self.awaitNone(of: node, name, .ipv6Address, deadline) { try Self.deafAddress(node) }
            } catch let error as NotReady {
                throw error
            } catch {
                throw Unreadable(node: name, reason: "\(error)")
            }
        }
    }

    /// Of which nodes it is certain that all links carry packets: of nearly all, when they are asked for the first time.
    private static func haveReadyLinks(_ namespaces: [NetworkNamespace]) -> [Bool] {
        (try? OwnThread.runInHalves(namespaces) { $0.map(hasReadyLinks) }) ?? namespaces.map(hasReadyLinks)
    }

    private static func hasReadyLinks(_ namespace: NetworkNamespace) -> Bool {
        if case .success(nil) = Result(catching: { try idleLink(namespace) }) { true } else { false }
    }

    /// Waits until there is no laggard; looks again at each notification of the group.
    private static func awaitNone(
        of node: NodeRuntime, _ name: String, _ group: NotificationGroup, _ deadline: Deadline,
        _ laggard: () throws -> (link: String, address: IPAddress?)?
    ) throws {
        guard try laggard() != nil else { return }
        // Subscribed before the second look, so that no change falls between.
        let monitor = try node.namespace.run { try NetlinkSocket(groups: [group]) }
        while let late = try laggard() {
            guard try Poll.wait(for: [monitor.descriptor], until: deadline) else {
                throw NotReady(link: LinkReference(node: name, link: late.link), address: late.address)
            }
            _ = try monitor.receiveNotifications()
        }
    }

    /// A link that is up, and should carry packets, but does not yet.
    ///
    /// A link that came up before its peer gets its queue only when the kernel's link watcher has run, a
    /// moment later; until then it drops what it is given, and a bridge's port does not forward.
    private static func idleLink(_ namespace: NetworkNamespace) throws -> (link: String, address: IPAddress?)? {
        let links = try namespace.socket.links()
        let carried = Set(links.filter { $0.isUp && $0.hasCarrier && $0.bridgePortState == 3 }.compactMap(\.master))
        let idle = links.first { link in
            guard link.isUp else { return false }
            // A bridge has a carrier a moment after one of its ports forwards; until then it drops what its own node sends.
            if link.kind == "bridge", carried.contains(link.index) { return !link.hasCarrier || link.operState != .up }
            // A port without carrier has a peer that is down, which may be as the lab wants it.
            if link.kind == "veth" { return link.hasCarrier && link.operState != .up || isPortWaiting(link) }
            return false
        }
        return idle.map { ($0.name, nil) }
    }

    private static func isPortWaiting(_ link: LinkState) -> Bool {
        link.hasCarrier && link.bridgePortState.map { $0 != 3 } ?? false
    }

    /// `ARPHRD_ETHER`: on other links nobody asks.
    private static let ethernet: UInt16 = 1

    /// An IPv6 address that neighbours ask for in vain.
    ///
    /// Even without duplicate address detection the kernel joins the group of an address in a work queue, some
    /// time after it has confirmed the address. A question that comes before is dropped, and asked again only a
    /// second later. The kernel tells of an address that needs no detection once it has joined, and not before.
    private static func deafAddress(_ node: NodeRuntime) throws -> (link: String, address: IPAddress?)? {
        let socket = try node.namespace.socket
        let links = try socket.links()
        let asked = Dictionary(links.filter { $0.isUp && $0.type == ethernet }.map { ($0.name, $0.index) }) { first, _ in first }
        let groups = try socket.ipv6Groups()
        for entry in try socket.addresses(family: .ipv6, names: LinkTable(links)) {
            guard let link = asked[entry.link], let group = entry.address.address.solicitedNodeGroup else { continue }
            if !groups.contains(GroupMembership(link: link, group: group)) { return (entry.link, entry.address.address) }
        }
        return nil
    }
}
