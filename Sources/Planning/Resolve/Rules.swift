import Addresses
import Netlink
import Warren

extension Rule: ResolvableWord {
    package static let actions = [Action<Rule>(.rules) { $0.declare($1, in: $2) }]
}

extension Resolver {
    fileprivate mutating func declare(_ rule: Rule, in node: String) {
        let source = rule.source
        check(rule.table, in: 1...Int(UInt32.max), "the table", at: source)
        check(rule.priority, in: 1...32765, "the priority", at: source)
        check(rule.mark, in: 1...Int(UInt32.max), "the mark", at: source)
        if let link = rule.iif, requireLink(link, of: node, at: source) == nil { return }
        var from: Prefix?
        var to: Prefix?
        if let reference = rule.from {
            guard let prefix = network(reference, at: source) else { return }
            from = prefix
        }
        if let reference = rule.to {
            guard let prefix = network(reference, from?.family, at: source) else { return }
            to = prefix
        }
        if let from, let to, from.family != to.family {
            return report("\(from) and \(to) are of two families; expected one", at: source)
        }
        let family = from?.family ?? to?.family ?? .ipv4
        let key = Unique.rule(node: node, family: family, priority: rule.priority)
        if let earlier = taken[key] {
            return report("\(node) already has a rule of priority \(rule.priority) (line \(earlier.line)); each needs its own, so that their order is plain", at: source)
        }
        taken[key] = source
        let entry = RuleEntry(
            family: family, priority: UInt32(clamping: rule.priority), from: from, to: to,
            mark: rule.mark.map { UInt32(clamping: $0) }, inputLink: rule.iif, table: UInt32(clamping: rule.table))
        let whose = [from.map { "from \(Self.text($0))" }, to.map { "to \(Self.text($0))" }].compactMap { $0 }.joined(separator: " ")
        _ = state.update(node) {
            $0.rules.append(Declared(entry, at: source, because: "packets \(whose.isEmpty ? "of this sort" : whose) ask table \(entry.table)"))
        }
    }

    /// A network, or the one address that a reference stands for.
    private mutating func network(_ reference: Reference, _ family: IPAddress.Family? = nil, at source: SourceLocation) -> Prefix? {
        if case .literal(let text) = reference, text.contains("/") {
            guard let prefix = Prefix(text) else {
                report("\"\(text)\" is not a network; expected one such as 192.168.11.0/24", at: source)
                return nil
            }
            guard prefix.isNetwork else {
                report("\(prefix) has bits beyond its prefix length; expected \(prefix.network)", at: source)
                return nil
            }
            return prefix
        }
        return address(reference, family, at: source).map { Prefix(host: $0) }
    }
}
