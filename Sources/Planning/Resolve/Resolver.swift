import Addresses
import Netlink
import Warren

/// Turns a lab's base and one stage into the state that the stage wants: names become addresses, words
/// become kernel objects, and what cannot be is reported with its line.
///
/// The passes build on each other: a tunnel's local address needs the nodes' addresses, and a route's next
/// hop needs the links and their networks. Each pass is in a file of its own.
struct Resolver {
    /// The base's and the stage's; what cannot be declared is left out.
    var elements: [Element]
    /// How many of them are the base's.
    let baseCount: Int
    /// What stands within the nodes that there are, in the same order.
    var withins: [(within: Within, isOfStage: Bool)] = []
    /// The lab's base alone is resolved without a stage.
    let stage: Stage?
    var state = NetworkState()
    var findings: [Finding] = []
    /// The element that declares each node.
    var declarations: [String: Element] = [:]
    /// Nodes of which something was left out because of a problem. What of them is missing further on is no news.
    var faulty: Set<String> = []
    /// Whether the element that ``forEachWithin(_:)`` is at is the stage's own.
    var isOfStage = false
    /// Links that the stage itself takes down: the base's routes over them are lost, and no mistake.
    var takenDownByStage: Set<LinkReference> = []
    /// Whose the addresses are that only one node may have, with the line that says so.
    var owners: [OwnedAddress: (node: String, line: Int)] = [:]
    /// Where each entry of a table is declared that can be there only once.
    var taken: [Unique: SourceLocation] = [:]
    /// The policies that firewalls ask for, with the lines that do.
    var policies: [ChainOfNode: (policy: Firewall.Policy, line: Int)] = [:]
    /// The first node that has an address, for reasons that name it.
    var nodeOfAddress: [IPAddress: String] = [:]
    /// Whether the lab has IPv6 anywhere. Where it has not, IPv6 is off: its solicitations and reports would fill
    /// the captures of a lab that does not speak of it.
    let usesIPv6: Bool

    init(lab: Lab, stage: Stage?) {
        self.elements = lab.base + (stage?.elements ?? [])
        self.baseCount = lab.base.count
        self.stage = stage
        self.usesIPv6 = IPv6Use.isIn(lab)
        // Most elements have an address and a route. A table that grows hashes again what it has.
        taken.reserveCapacity(2 * elements.count)
    }

    /// Runs every pass. What has a problem is left out of the state.
    mutating func resolve() {
        declareNodes()
        declareSegments()
        declarePods()
        declareVeths()
        declareLinks()
        declareAddresses()
        changeLinks()
        resolveTunnels()
        declareRoutes()
        declareLinkLocals()
        declareNeighbours()
        declareForwarding()
        declareSysctls()
        declareFirewalls()
        declareRules()
        declareWireguardPeers()
        declareBridgePorts()
        declareImpairments()
        declareLimits()
        declareServers()
        declareProcesses()
        checkProxyARP()
    }

    mutating func report(_ message: String, at source: SourceLocation) {
        findings.append(Finding(source: source, what: message))
    }

    /// Reports that a node lacks something, unless that may come of a problem which is reported already.
    mutating func report(_ what: String, lackedBy node: String, at source: SourceLocation) {
        if !faulty.contains(node) { report(what, at: source) }
    }

    /// Calls `body` with each element that stands within a node.
    mutating func forEachWithin(_ body: (inout Resolver, String, NodeElement) -> Void) {
        for (within, isOfStage) in withins {
            self.isOfStage = isOfStage
            for element in within.elements { body(&self, within.node, element) }
        }
    }

    /// Adds a link to a node, unless its name is impossible or taken.
    mutating func add(_ link: PlannedLink, to node: String) {
        if let fault = LinkName.fault(link.name) {
            faulty.insert(node)
            return report(fault, at: link.source)
        }
        if let earlier = state.link(link.name, of: node) {
            faulty.insert(node)
            return report(
                "\(node) already has a link \(link.name) (line \(earlier.source.line))", at: link.source)
        }
        _ = state.update(node) { $0[link: link.name] = link }
    }

    /// The link, or a report that there is none, with those that there are.
    mutating func requireLink(_ name: String, of node: String, at source: SourceLocation) -> PlannedLink? {
        if let link = state.link(name, of: node) { return link }
        guard !faulty.contains(node) else { return nil }
        let others = state[node]?.namedLinks.map(\.name) ?? []
        let known = others.isEmpty ? "it has none yet" : "it has " + others.joined(separator: ", ")
        findings.append(Finding(source: source, what: "\(node) has no link \(name)", stage: stage?.title, rest: "; \(known)"))
        return nil
    }

    /// Reports a number outside its range.
    mutating func check(_ value: Int?, in range: ClosedRange<Int>, _ what: String, at source: SourceLocation) {
        guard let value, !range.contains(value) else { return }
        report("\(what) is \(value); expected \(range.lowerBound) to \(range.upperBound)", at: source)
    }
}

/// What the kernel tells entries of a table apart by.
enum Unique: Hashable {
    case address(LinkReference, IPAddress)
    case route(node: String, destination: Prefix, metric: UInt32?, table: UInt32)
    case rule(node: String, family: IPAddress.Family, priority: Int)
    case neighbour(LinkReference, IPAddress)
    case forwarding(LinkReference, MACAddress, IPAddress?)
}

/// A problem as one stage shows it.
struct Finding {
    /// Findings with the same line and the same core are one problem, in however many stages they show.
    struct Core: Hashable {
        var source: SourceLocation
        var what: String
    }

    var core: Core
    /// The title of the stage, where it matters.
    var stage: String?
    var rest: String

    init(source: SourceLocation, what: String, stage: String? = nil, rest: String = "") {
        self.core = Core(source: source, what: what)
        self.stage = stage
        self.rest = rest
    }
}
