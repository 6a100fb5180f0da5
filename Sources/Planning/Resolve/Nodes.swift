import Netlink
import Warren

extension Host: ResolvableWord {
    package static let actions = [Action<Host>(.nodes) { $0.declare($1, .host, $1.name) }]
}

extension Namespace: ResolvableWord {
    package static let actions = [Action<Namespace>(.nodes) { $0.declare($1, .namespace, $1.name) }]
}

/// What stands in it acts, and a ``Schedule`` has that.
extension Within: ResolvableWord {
    package static let actions: [Action<Within>] = []
}

extension Stage: ResolvableWord {
    package static let actions = [
        Action<Stage>(.nodes) { resolver, stage in
            resolver.report("a stage stands within another; expected it at the lab's own level", at: stage.source)
        }
    ]
}

extension Resolver {
    /// A node with its loopback up. Of an impossible or taken name, the word does nothing any more.
    ///
    /// - Parameter isSilent: whether its links have nothing to say in IPv6, in a lab that has it
    mutating func declare<Declaration: LabWord>(
        _ word: Declaration, _ role: NodeState.Role, _ name: String, isSilent: Bool = false
    ) {
        let source = word.source
        if let fault = NodeName.fault(name, of: role.rawValue) {
            faulty.insert(name)
            report(fault, at: source)
            return refuse()
        }
        if let earlier = state[name] {
            // A host may stand in several segments, and by itself as well: one and the same value.
            refuse()
            if role == .host || role == .namespace, declarations[name] as? Declaration == word { return }
            return report(
                "\"\(name)\" is already the name of a \(earlier.role.rawValue) (line \(earlier.source.line)); names are unique in a lab",
                at: source)
        }
        declarations[name] = word
        var node = NodeState(name, role, at: source)
        node[link: "lo"] = PlannedLink("lo", .namespace, mtu: 65536, at: source, because: "the node can talk to itself")
        if !usesIPv6 {
            node.sysctls.append(
                Declared(
                    .init(name: "net.ipv6.conf.default.disable_ipv6", value: "1"), at: source,
                    because: "the lab is of IPv4 alone: no link speaks IPv6 unasked"))
        } else if isSilent {
            node.sysctls.append(
                Declared(
                    .init(name: "net.ipv6.conf.default.disable_ipv6", value: "1"), at: source,
                    because: "a switch without an IPv6 address has nothing to say"))
        } else {
            node.sysctls.append(
                Declared(
                    .init(name: "net.ipv6.conf.default.addr_gen_mode", value: "1"), at: source,
                    because: "links get the link-local addresses that the lab gives them, at once"))
            node.sysctls.append(
                Declared(
                    .init(name: "net.ipv6.conf.default.accept_ra", value: "0"), at: source,
                    because: "nobody looks for routers: the lab says who they are"))
        }
        if role == .host {
            node.sysctls.append(
                Declared(.init(name: "net.ipv4.ip_forward", value: "1"), at: source, because: "a host is a router for its pods"))
            if usesIPv6 {
                node.sysctls.append(
                    Declared(.init(name: "net.ipv6.conf.all.forwarding", value: "1"), at: source, because: "a host is a router for its pods, by IPv6 too"))
            }
        }
        state.add(node)
    }

    package mutating func reportUnknownNode(_ name: String, at source: SourceLocation) {
        // A name that cannot be is reported where the node is declared.
        guard !faulty.contains(name) else { return }
        findings.append(
            Finding(
                source: source, what: "\(name) is not part of the lab", namesStage: true,
                rest: ": declare it, by its own name or within a Segment"))
    }
}
