import Netlink
import Warren

extension Resolver {
    /// Every host, segment, pod and namespace, with its loopback up.
    mutating func declareNodes() {
        let areDeclared = elements.map { declare($0) }
        for (position, element) in elements.enumerated() {
            guard case .within(let within) = element else { continue }
            if state.contains(within.node) {
                withins.append((within, isOfStage: position >= baseCount))
            } else {
                reportUnknownNode(within.node, at: within.source)
            }
        }
        elements = zip(elements, areDeclared).filter(\.1).map(\.0)
    }

    /// Whether the element is to be taken further: a node of an impossible or taken name is not.
    private mutating func declare(_ element: Element) -> Bool {
        switch element {
        case .segment(let segment):
            return declare(segment.name, .segment, element)
        case .host(let host):
            return declare(host.name, .host, element)
        case .pod(let pod):
            return declare(pod.name, .pod, element)
        case .namespace(let namespace):
            return declare(namespace.name, .namespace, element)
        case .stage(let stage):
            report("a stage stands within another; expected it at the lab's own level", at: stage.source)
            return false
        case .veth, .within, .ping, .expect:
            return true
        case .serve, .connect, .httpGet, .run, .command:
            return true
        }
    }

    private mutating func declare(_ name: String, _ role: NodeState.Role, _ element: Element) -> Bool {
        let source = element.source
        if let fault = NodeName.fault(name, of: role.rawValue) {
            faulty.insert(name)
            report(fault, at: source)
            return false
        }
        if let earlier = state[name] {
            // A host may stand in several segments, and by itself as well: one and the same value.
            if role == .host || role == .namespace, declarations[name] == element { return false }
            report("\"\(name)\" is already the name of a \(earlier.role.rawValue) (line \(earlier.source.line)); names are unique in a lab", at: source)
            return false
        }
        declarations[name] = element
        var node = NodeState(name, role, at: source)
        node[link: "lo"] = PlannedLink("lo", .namespace, mtu: 65536, at: source, because: "the node can talk to itself")
        if !usesIPv6 {
            node.sysctls.append(
                Declared(
                    .init(name: "net.ipv6.conf.default.disable_ipv6", value: "1"), at: source,
                    because: "the lab is of IPv4 alone: no link speaks IPv6 unasked"))
        } else if case .segment(let segment) = element, !segment.gateways.contains(where: { $0.utf8.contains(UInt8(ascii: ":")) }) {
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
        return true
    }

    mutating func reportUnknownNode(_ name: String, at source: SourceLocation) {
        // A name that cannot be is reported where the node is declared.
        guard !faulty.contains(name) else { return }
        findings.append(
            Finding(
                source: source, what: "\(name) is not part of the lab", stage: stage?.title,
                rest: ": declare it, by its own name or within a Segment"))
    }
}
