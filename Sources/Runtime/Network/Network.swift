import Glibc
import Namespaces
import Netlink
import Planning
import Serving
import Tunnels
import Warren

/// A network that really runs: namespaces of this process, and what the steps of a plan have made in them.
///
/// Letting go of it removes everything: the descriptors are all that holds the namespaces. Used by one thread
/// at a time.
package final class Network {
    // Set by the extensions of this type alone.
    var nodes: [String: NodeRuntime] = [:]
    /// While some of ``nodes`` are in the making.
    var newNodes: NewNodes?
    /// What nodes serve.
    let services = Services()
    /// Counts over the whole lab, so that no two links have the same index. The kernel activates a veth's
    /// queue at once only if its peer's index differs from its own, and otherwise up to a second later.
    private var nextIndex: Int32 = 10
    /// Made with the first relay.
    private var relayThread: RelayThread?

    package init() {}

    deinit {
        // All of a node goes with its namespace.
        for node in nodes.values { for relay in node.relays.values { relay.leave() } }
    }

    /// Lets the programs of the nodes see these names from now on, and those that begin in this file if there is one;
    /// what they print is kept in the directory.
    func useNames(_ text: String, path: String? = nil, logDirectory: String? = nil) {
        services.names = NamesSeen(path: path, text: text)
        services.logDirectory = logDirectory
    }

    /// The names of the nodes.
    package var nodeNames: [String] { nodes.keys.sorted() }

    /// The descriptor that holds a node's namespace.
    package func descriptor(of node: String) -> Int32? { nodes[node]?.namespace.descriptor.number }

    /// The tunnels that a relay stands in for, because the kernel has no driver.
    package var relayedLinks: [LinkReference] {
        nodes.flatMap { name, node in node.relays.keys.map { LinkReference(node: name, link: $0) } }
            .sorted { $0.description < $1.description }
    }

    /// Closes what is only open for requests and questions, until the next.
    func rest() { for node in nodes.values { node.namespace.rest() } }

    /// Carries out the steps, in rounds of like kind, each round with one datagram for each namespace.
    ///
    /// The order of the steps of one node is kept, and so is the order of rounds: all of a round is done
    /// before the next begins, because a port needs its other end. Links alone do not wait for all namespaces, but for
    /// those that they are in.
    package func apply(_ steps: [Step]) throws(StepFailure) {
        // Whatever fails, no thread of this goes on.
        defer { newNodes = nil }
        var start = steps.startIndex
        while start < steps.endIndex {
            let round = Round(steps[start].operation)
            let end = steps[start...].firstIndex { !round.takes(Round($0.operation)) } ?? steps.endIndex
            if round == .carried { try awaitCarriers(for: steps[start..<end]) }
            try apply(round, Array(steps[start..<end]))
            start = end
        }
        try awaitAllNamespaces()
    }

    private func apply(_ round: Round, _ steps: [Step]) throws(StepFailure) {
        // Requests are made of the nodes that are there while others are in the making.
        if round != .links, round != .requests { try awaitAllNamespaces() }
        switch round {
        case .namespaces: try makeNamespaces(steps)
        case .settings: try writeSettings(steps)
        case .deletions: try deleteLinks(steps)
        case .links, .requests, .carried: try send(steps)
        case .forgetting: try forgetLearned(steps)
        case .firewalls: try setFirewalls(steps)
        case .generic(let family): try send(steps) { try Self.executeGeneric(family, $0, in: $1) }
        case .services: try changeServices(steps)
        case .removal:
            for step in steps {
                endServices(of: step.node)
                nodes[step.node] = nil
            }
        }
    }

    /// What the kernel makes only on links that carry waits for those of its nodes.
    private func awaitCarriers(for steps: ArraySlice<Step>) throws(StepFailure) {
        do { try awaitReadiness(of: Set(steps.map(\.node))) } catch { throw StepFailure(steps[steps.startIndex], error) }
    }

    // MARK: Settings

    func writeSettings(_ steps: [Step]) throws(StepFailure) {
        for step in steps {
            guard let namespace = nodes[step.node]?.namespace else { continue }
            do {
                switch step.operation {
                case .setSysctl(let name, let value):
                    let former = try namespace.run { try KernelSetting.apply([KernelSetting.Write(name: name, value: value)]) }
                    if let before = former.first, nodes[step.node]?.formerSettings[name] == nil {
                        nodes[step.node]?.formerSettings[name] = before.value
                    }
                case .restoreSysctl(let name):
                    guard let value = nodes[step.node]?.formerSettings.removeValue(forKey: name) else { continue }
                    _ = try namespace.run { try KernelSetting.apply([KernelSetting.Write(name: name, value: value)]) }
                default:
                    break
                }
            } catch {
                throw StepFailure(step, error)
            }
        }
    }

    // MARK: Requests

    /// Encodes the steps of each node into one batch, and sends the batches in the order in which the nodes come.
    private func send(
        _ steps: [Step], by execute: (Batch, NetworkNamespace) throws -> [NetlinkRefusal?] = { try $1.socket.execute($0) }
    ) throws(StepFailure) {
        var order: [String] = []
        var byNode: [String: [Step]] = [:]
        for step in steps {
            if byNode[step.node] == nil { order.append(step.node) }
            byNode[step.node, default: []].append(step)
        }
        for node in order { try send(byNode[node] ?? [], to: node, by: execute) }
    }

    private func send(
        _ steps: [Step], to node: String, by execute: (Batch, NetworkNamespace) throws -> [NetlinkRefusal?]
    ) throws(StepFailure) {
        try awaitNamespaces(of: steps)
        guard let namespace = nodes[node]?.namespace else { return }
        var batch = Batch()
        batch.reserveCapacity(steps.count)
        for step in steps {
            do { try encode(step, into: &batch) } catch { throw StepFailure(step, error) }
        }
        do {
            for (step, refusal) in zip(steps, try execute(batch, namespace)) {
                if let refusal { try standIn(for: step, refusal) }
            }
        } catch let failure as StepFailure {
            throw failure
        } catch {
            throw StepFailure(steps[0], error)
        }
    }

    private static func executeGeneric(_ family: String, _ batch: Batch, in namespace: NetworkNamespace) throws -> [NetlinkRefusal?] {
        try namespace.run { try GenericSocket(family) }.execute(batch)
    }

    /// Appends a step's request.
    private func encode(_ step: Step, into batch: inout Batch) throws {
        let names = NodeNames(node: step.node, network: self)
        switch step.operation {
        case .createLink(let request):
            let index = takeIndex(request.namespace ?? step.node, request.name)
            var peerIndex: Int32?
            if case .veth(let veth) = request.kind { peerIndex = takeIndex(veth.peerNamespace ?? step.node, veth.peerName) }
            try batch.createLink(request, index: index, peerIndex: peerIndex, names: names)
        case .changeLink(let name, let change): try batch.changeLink(change, index: names.index(of: name), names: names)
        case .add(let object):
            try object.value.add(to: &batch, names: names)
            if object.as(AddressEntry.self)?.address.family == .ipv6 { nodes[step.node]?.speaksIPv6 = true }
        case .remove(let object): try object.value.remove(from: &batch, names: names)
        case .createNamespace, .removeNamespace, .setSysctl, .restoreSysctl, .deleteLink, .forgetLearned, .setFirewall, .removeTable,
            .serve, .stopServing, .start, .end:
            preconditionFailure("of another round")
        }
    }

    private func takeIndex(_ node: String, _ link: String) -> Int32 {
        let index = nextIndex
        nextIndex += 1
        nodes[node]?.indexes[link] = index
        return index
    }

    static func indexes(of links: [LinkState]) -> [String: Int32] {
        Dictionary(links.lazy.map { ($0.name, $0.index) }) { first, _ in first }
    }

    /// What links are called may have changed hands: somebody else may have made one anew.
    func learnIndexes(of node: String, _ indexes: [String: Int32]) {
        if nodes[node]?.indexes != indexes { nodes[node]?.indexes = indexes }
    }

    /// What the kernel refused for want of a driver, a relay may do; anything else is a failure.
    private func standIn(for step: Step, _ refusal: NetlinkRefusal) throws(StepFailure) {
        guard case .createLink(let request) = step.operation, case .ipip(let tunnel) = request.kind,
            refusal.errno == EOPNOTSUPP, let node = nodes[step.node], let index = node.indexes[request.name]
        else { throw StepFailure(step, refusal) }
        do {
            let thread = try relayThread ?? RelayThread()
            relayThread = thread
            let relay = try IPIPRelay(
                name: request.name, index: index, tunnel: tunnel, mtu: request.mtu ?? 1480, namespace: node.namespace, thread: thread,
                isFiltered: node.firewall != nil)
            nodes[step.node]?.relays[request.name] = relay
        } catch let error as SystemError where error.errno != EBUSY && error.errno != EINVAL {
            throw StepFailure(withoutDriver: step, relay: error)
        } catch {
            throw StepFailure(step, error)
        }
    }
}
