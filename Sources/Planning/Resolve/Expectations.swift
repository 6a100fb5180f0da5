import Addresses
import Netlink
import Warren

/// A word within a node that can be expected to be there, and not only be made.
package protocol ExpectableWord: NodeWord {
    /// The link that it is about.
    var expectedLink: String? { get }
    /// What an entry must be like; `nil` if it cannot be told, which is reported then.
    func entry(_ resolver: inout Resolver) -> TableCheck.Entry?
    /// The same, where the node tells what is meant.
    func entry(_ resolver: inout Resolver, of node: String) -> TableCheck.Entry?
}

extension ExpectableWord {
    package func entry(_ resolver: inout Resolver, of node: String) -> TableCheck.Entry? { entry(&resolver) }
}

extension Expect: ResolvableWord {
    package static let actions = [Action<Expect>(proof: { $0.resolve($1) })]
}

extension Resolver {
    fileprivate mutating func resolve(_ expect: Expect) -> Check? {
        guard state.contains(expect.node) else {
            reportUnknownNode(expect.node, at: expect.source)
            return nil
        }
        if !(0...3_600_000).contains(expect.deadline) { report("the time to wait is outside of 0 to one hour", at: expect.source) }
        if expect.elements.isEmpty { report("nothing is expected; expected at least one link, address, route or the like", at: expect.source) }
        let lines = expect.elements.flatMap { element -> [TableCheck.Line] in
            guard let word = element.word as? any ExpectableWord else {
                return whatItMakes(element, in: expect).map { TableCheck.Line(entry: $0, source: element.source) }
            }
            // A table may be asked about a link that is not there only if the answer is to be no.
            if expect.presence == .present, let link = word.expectedLink,
                requireLink(link, of: expect.node, at: element.source) == nil
            {
                return []
            }
            return word.entry(&self, of: expect.node).map { [TableCheck.Line(entry: $0, source: element.source)] } ?? []
        }
        return .table(
            TableCheck(
                node: expect.node, presence: expect.presence, deadline: Self.duration(expect.deadline), lines: lines,
                source: expect.source))
    }

    /// What a word would make of the node, if it stood there: what is expected of it.
    private mutating func whatItMakes(_ element: NodeElement, in expect: Expect) -> [TableCheck.Entry] {
        var trial = self
        let (links, node) = trial.tried(element, in: expect.node)
        findings += trial.findings.dropFirst(findings.count)
        guard let node, trial.findings.count == findings.count else { return [] }
        // Where a queue hangs depends on the others of its link.
        func entries<Object: KernelObject>(_ kind: Object.Type) -> [TableCheck.Entry] {
            kind == AddressEntry.self || kind == RouteEntry.self
                ? [] : node.objects[kind].map { TableCheck.Entry($0.value, leavingOpen: ["isBelowImpairment"]) }
        }
        let found = links.compactMap { node[link: $0].map(TableCheck.Entry.link) } + ObjectKinds.all.flatMap { entries($0) }
            + node.sysctls.map { .setting($0.value) }
        if found.isEmpty {
            report("\(type(of: element.word)) makes nothing of its own that could be there; expected a link, an address, a route or the like", at: element.source)
        }
        return found
    }
}
