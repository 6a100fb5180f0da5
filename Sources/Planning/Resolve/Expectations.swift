import Addresses
import Netlink
import Warren

/// A word within a node that can be expected to be there, and not only be made.
package protocol ExpectableWord: NodeWord {
    /// The link that it is about.
    var expectedLink: String? { get }
    /// What an entry must be like; `nil` if it cannot be told, which is reported then.
    func entry(_ resolver: inout Resolver) -> TableCheck.Entry?
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
        if expect.elements.isEmpty { report("nothing is expected; expected an address, a route, a neighbour or a forwarding entry", at: expect.source) }
        let lines = expect.elements.compactMap { element -> TableCheck.Line? in
            guard let word = element.word as? any ExpectableWord else {
                report("only addresses, routes, neighbours and forwarding entries can be expected", at: element.source)
                return nil
            }
            // A table may be asked about a link that is not there only if the answer is to be no.
            if expect.presence == .present, let link = word.expectedLink,
                requireLink(link, of: expect.node, at: element.source) == nil
            {
                return nil
            }
            return word.entry(&self).map { TableCheck.Line(entry: $0, source: element.source) }
        }
        return .table(
            TableCheck(
                node: expect.node, presence: expect.presence, deadline: Self.duration(expect.deadline), lines: lines,
                source: expect.source))
    }
}
