import Addresses
import Netlink
import Warren

/// Turns a lab's base and one stage into the state that the stage wants: names become addresses, words
/// become kernel objects, and what cannot be is reported with its line.
///
/// What a word does is in a file of its own (``ResolvableWord``); when it does it, a ``Pass`` says.
package struct Resolver: Sendable {
    private let base: Schedule
    private var stage: Schedule?
    package internal(set) var state = NetworkState()
    /// What the stage proves, once ``prove()`` has been called.
    var checks: [Check] = []
    var findings: [Finding] = []
    /// The word that declares each node.
    var declarations: [String: any LabWord] = [:]
    /// Nodes of which something was left out because of a problem. What of them is missing further on is no news.
    var faulty: Set<String> = []
    /// Whether the word that acts is the stage's own.
    private(set) var isOfStage = false
    /// The number of the lab's element that acts.
    private var element = 0
    /// Elements that do nothing any more: nodes of an impossible or taken name, and what stands in an unknown node.
    private var refused: Set<Int> = []
    /// Links that the stage itself takes down: the base's routes over them are lost, and no mistake.
    var takenDownByStage: Set<LinkReference> = []
    /// Whose the addresses are that only one node may have, with the line that says so.
    var owners: [OwnedAddress: (node: String, line: Int)] = [:]
    /// Where each entry of a table is declared that can be there only once.
    var taken: [Unique: SourceLocation] = [:]
    /// The policies that firewalls ask for, with the lines that do.
    var policies: [ChainOfNode: (policy: Firewall.Policy, line: Int)] = [:]
    /// The names of links that are declared, where they may be there already; `nil`: where they may not.
    private var declared: [String]?
    /// The first node that has an address, for reasons that name it.
    var nodeOfAddress: [IPAddress: String] = [:]
    /// Whether the lab has IPv6 anywhere. Where it has not, IPv6 is off: its solicitations and reports would fill
    /// the captures of a lab that does not speak of it.
    let usesIPv6: Bool

    /// - Parameter stage: `nil` for the base alone
    init(base: Schedule, stage: Schedule? = nil, usesIPv6: Bool) {
        self.base = base
        self.stage = stage
        self.usesIPv6 = usesIPv6
        // Most words have an address and a route. A table that grows hashes again what it has.
        taken.reserveCapacity(2 * (base.count + (stage?.count ?? 0)))
    }

    /// A lab at one of its stages, to be resolved from nothing.
    init(lab: Lab, stage: Stage?) {
        let own = stage.map { Schedule($0.elements, numberedFrom: lab.base.count, isOfStage: true) }
        self.init(base: Schedule(lab.base), stage: own, usesIPv6: lab.usesIPv6)
    }

    /// Runs every pass. What has a problem is left out of the state.
    ///
    /// - Parameters:
    ///   - last: the pass after which to stop
    ///   - visit: called in each pass once the base has done its part, and the stage not yet
    mutating func resolve(through last: Pass = .conclusions, _ visit: (Pass, Resolver) -> Void = { _, _ in }) {
        for pass in Self.passes where pass <= last {
            begin(pass)
            visit(pass, self)
            finish(pass)
        }
    }

    /// Goes on from what the base has made alone, up to and with its part of a pass.
    ///
    /// - Parameter pass: none of the stage's words acts in an earlier one; `nil`: all is done, and they add nothing
    mutating func resolve(_ stage: Schedule, from pass: Pass?) {
        self.stage = stage
        if pass != .nodes { refuseUnknownPlaces(of: stage) }
        guard let pass else { return }
        finish(pass)
        for later in Self.passes where later > pass {
            begin(later)
            finish(later)
        }
    }

    /// What the base and the stage prove of the network that they made.
    mutating func prove() {
        run(.proofs, base)
        if let stage { run(.proofs, stage) }
    }

    private static let passes = Pass.allCases.filter { $0 != .proofs }

    /// The base's part of a pass. Links that lie upon others come in an order of their own, whoever has them.
    private mutating func begin(_ pass: Pass) {
        if pass != .stacks { run(pass, base) }
    }

    /// What comes in a pass after the base's part of it: the stage's, and what concerns every node.
    private mutating func finish(_ pass: Pass) {
        if pass == .stacks {
            resolveStacks(base[.stacks] + (stage?[.stacks] ?? []))
        } else if let stage {
            run(pass, stage)
        }
        switch pass {
        case .nodes:
            refuseUnknownPlaces(of: base)
            if let stage { refuseUnknownPlaces(of: stage) }
        case .segments: collectOwners()
        case .ports: checkMasters()
        case .routes: declareLinkLocals()
        default: break
        }
    }

    private mutating func run(_ pass: Pass, _ schedule: Schedule) {
        for action in schedule[pass] { run(action) }
    }

    mutating func run(_ action: ScheduledAction) {
        if refused.contains(action.element) { return }
        (isOfStage, element) = (action.isOfStage, action.element)
        action.action.perform(&self, action.subject)
    }

    /// Takes the element that acts no further.
    mutating func refuse() { refused.insert(element) }

    private mutating func refuseUnknownPlaces(of schedule: Schedule) {
        for (within, element) in schedule.withins where !state.contains(within.node) {
            refused.insert(element)
            reportUnknownNode(within.node, at: within.source)
        }
    }

    /// The node as a word alone makes it: its own addresses and routes, and what the word adds. And the links that the word
    /// declares, whether the node has such already or not.
    mutating func tried(_ element: NodeElement, in name: String) -> (links: [String], node: NodeState?) {
        (refused, taken, policies, declared) = ([], [:], [:], [])
        _ = state.update(name) { node in
            let (addresses, routes) = (node.addresses, node.routes)
            (node.objects, node.sysctls, node.firewall) = (ObjectLists(), [], nil)
            (node.addresses, node.routes) = (addresses, routes)
        }
        let schedule = Schedule([Element(Within(node: name, elements: [element], source: element.source))])
        for pass in Self.passes {
            if pass == .stacks { resolveStacks(schedule[.stacks]) } else { run(pass, schedule) }
        }
        return (declared ?? [], state[name])
    }

    /// The checks of words that are not the lab's.
    mutating func checks(of probes: [Element]) -> [Check] {
        (refused, checks) = ([], [])
        run(.proofs, Schedule(probes))
        return checks
    }

    package mutating func report(_ message: String, at source: SourceLocation) {
        findings.append(Finding(source: source, what: message))
    }

    /// Reports that a node lacks something, unless that may come of a problem which is reported already.
    package mutating func report(_ what: String, lackedBy node: String, at source: SourceLocation) {
        if !faulty.contains(node) { report(what, at: source) }
    }

    /// Changes what a node is to have, if it is there: how words of other modules add what no word of this one does.
    package mutating func update(_ node: String, _ body: (inout NodeState) -> Void) { _ = state.update(node, body) }

    /// Adds a link to a node, unless its name is impossible or taken.
    package mutating func add(_ link: PlannedLink, to node: String) {
        if let fault = LinkName.fault(link.name) {
            faulty.insert(node)
            return report(fault, at: link.source)
        }
        if declared != nil {
            declared?.append(link.name)
        } else if let earlier = state.link(link.name, of: node) {
            faulty.insert(node)
            return report(
                "\(node) already has a link \(link.name) (line \(earlier.source.line))", at: link.source)
        }
        _ = state.update(node) { $0[link: link.name] = link }
    }

    /// The link, or a report that there is none, with those that there are.
    package mutating func requireLink(_ name: String, of node: String, at source: SourceLocation) -> PlannedLink? {
        if let link = state.link(name, of: node) { return link }
        guard !faulty.contains(node) else { return nil }
        let others = state[node]?.namedLinks.map(\.name) ?? []
        let known = others.isEmpty ? "it has none yet" : "it has " + others.joined(separator: ", ")
        findings.append(Finding(source: source, what: "\(node) has no link \(name)", namesStage: true, rest: "; \(known)"))
        return nil
    }

    /// Reports a number outside its range.
    package mutating func check(_ value: Int?, in range: ClosedRange<Int>, _ what: String, at source: SourceLocation) {
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
struct Finding: Hashable {
    /// Findings with the same line and the same core are one problem, in however many stages they show.
    struct Core: Hashable {
        var source: SourceLocation
        var what: String
    }

    var core: Core
    /// Whether it matters in which stage it shows.
    var namesStage: Bool
    var rest: String

    init(source: SourceLocation, what: String, namesStage: Bool = false, rest: String = "") {
        self.core = Core(source: source, what: what)
        self.namesStage = namesStage
        self.rest = rest
    }
}
