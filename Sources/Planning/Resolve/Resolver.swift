import Addresses
import Netlink
import Warren

/// Turns a lab's base and one stage into the state that the stage wants: names become addresses, words
/// become kernel objects, and what cannot be is reported with its line.
///
/// The passes build on each other: a tunnel's local address needs the nodes' addresses, and a route's next
/// hop needs the links and their networks. Each pass is in a file of its own.
struct Resolver {
    let elements: [Element]
    /// The lab's base alone is resolved without a stage.
    let stage: Stage?
    var state = NetworkState()
    var problems: [Problem] = []
    /// Whose the addresses are that only one node may have, with the line that says so.
    var owners: [OwnedAddress: (node: String, line: Int)] = [:]
    /// The first node that has an address, for reasons that name it.
    var nodeOfAddress: [IPAddress: String] = [:]
    /// Whether the lab has IPv6 anywhere. Where it has not, IPv6 is off: its solicitations and reports would fill
    /// the captures of a lab that does not speak of it.
    let usesIPv6: Bool

    init(lab: Lab, stage: Stage?) {
        self.elements = lab.base + (stage?.elements ?? [])
        self.stage = stage
        self.usesIPv6 = IPv6Use.isIn(lab)
    }

    /// Runs every pass. What has a problem is left out of the state.
    mutating func resolve() {
        declareNodes()
        declareSegments()
        declarePods()
        declareVeths()
        declareLinks()
        declareAddresses()
        resolveTunnels()
        changeLinks()
        declareRoutes()
        declareNeighbours()
        declareForwarding()
        declareSysctls()
        declareServers()
        declareProcesses()
        checkProxyARP()
        dropWhatALinkThatIsDownLoses()
    }

    mutating func report(_ message: String, at source: SourceLocation) {
        problems.append(Problem(message, at: source))
    }

    /// Calls `body` with each element that stands within a node.
    mutating func forEachWithin(_ body: (inout Resolver, String, NodeElement) -> Void) {
        for case .within(let within) in elements where state[within.node] != nil {
            for element in within.elements { body(&self, within.node, element) }
        }
    }

    /// Adds a link to a node, unless its name is impossible or taken.
    mutating func add(_ link: PlannedLink, to node: String) {
        if let fault = LinkName.fault(link.name) { return report(fault, at: link.source) }
        guard let present = state[node] else { return }
        if let earlier = present[link: link.name] {
            return report(
                "\(node) already has a link \(link.name) (line \(earlier.source.line))", at: link.source)
        }
        _ = state.update(node) { $0[link: link.name] = link }
    }

    /// The link, or a report that there is none, with those that there are.
    mutating func requireLink(_ name: String, of node: String, at source: SourceLocation) -> PlannedLink? {
        if let link = state[node]?[link: name] { return link }
        let others = state[node]?.namedLinks.map(\.name) ?? []
        let known = others.isEmpty ? "it has none yet" : "it has " + others.joined(separator: ", ")
        let place = stage.map { " in stage \"\($0.title)\"" } ?? ""
        report("\(node) has no link \(name)\(place); \(known)", at: source)
        return nil
    }

    /// Reports a number outside its range.
    mutating func check(_ value: Int?, in range: ClosedRange<Int>, _ what: String, at source: SourceLocation) {
        guard let value, !range.contains(value) else { return }
        report("\(what) is \(value); expected \(range.lowerBound) to \(range.upperBound)", at: source)
    }
}
