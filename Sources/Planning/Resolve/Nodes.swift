import Netlink
import Warren

extension Resolver {
    /// Every host, segment, pod and namespace, with its loopback up.
    mutating func declareNodes() {
        for element in elements {
            switch element {
            case .segment(let segment):
                declare(segment.name, .segment, "the segment's own namespace: no firewall of the machine meets its frames", segment.source)
            case .host(let host):
                declare(host.name, .host, "a namespace stands for the host", host.source)
            case .pod(let pod):
                declare(pod.name, .pod, "a namespace stands for the pod", pod.source)
            case .namespace(let namespace):
                declare(namespace.name, .namespace, "a bare namespace", namespace.source)
            case .stage(let stage):
                report("a stage stands within another; expected it at the lab's own level", at: stage.source)
            case .veth, .within, .ping, .expect:
                break
            case .serve, .connect, .httpGet, .run, .command:
                break
            }
        }
        for case .within(let within) in elements where state[within.node] == nil {
            reportUnknownNode(within.node, at: within.source)
        }
    }

    private mutating func declare(_ name: String, _ role: NodeState.Role, _ reason: String, _ source: SourceLocation) {
        if let fault = NodeName.fault(name, of: role.rawValue) { return report(fault, at: source) }
        if let earlier = state[name] {
            // A host may stand in several segments, and by itself as well: one and the same line.
            if earlier.role == role, earlier.source == source, role == .host || role == .namespace { return }
            return report("\"\(name)\" is already the name of a \(earlier.role.rawValue) (line \(earlier.source.line)); names are unique in a lab", at: source)
        }
        var node = NodeState(name, role, at: source)
        node[link: "lo"] = PlannedLink("lo", .namespace, mtu: 65536, at: source, because: "the node can talk to itself")
        if !usesIPv6 {
            node.sysctls.append(
                Declared(
                    .init(name: "net.ipv6.conf.default.disable_ipv6", value: "1"), at: source,
                    because: "the lab is of IPv4 alone: no link speaks IPv6 unasked"))
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

    mutating func reportUnknownNode(_ name: String, at source: SourceLocation) {
        let place = stage.map { " in stage \"\($0.title)\"" } ?? ""
        report("\(name) is not part of the lab\(place): declare it, by its own name or within a Segment", at: source)
    }
}
