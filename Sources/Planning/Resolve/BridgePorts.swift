import Netlink
import Warren

extension BridgePort: ResolvableWord {
    package static let actions = [Action<BridgePort>(.vlans) { $0.declare($1, in: $2) }]
}

extension Resolver {
    /// Which VLANs pass by the port of a bridge.
    fileprivate mutating func declare(_ port: BridgePort, in node: String) {
        guard let link = requireLink(port.name, of: node, at: port.source) else { return }
        let isBridge = link.isBridge
        guard let bridge = isBridge ? link : link.master.flatMap({ state.link($0, of: node) }) else {
            return report("\(port.name) of \(node) is no port of a bridge, and no bridge", at: port.source)
        }
        guard case .request(.bridge(let parameters)) = bridge.origin, parameters.vlanFiltering == true else {
            return report("\(bridge.name) of \(node) does not keep VLANs apart (line \(bridge.source.line)); expected Bridge(\"\(bridge.name)\", …, vlanFiltering: true)", at: port.source)
        }
        if let earlier = state[node]?.vlans.first(where: { $0.value.link == port.name }) {
            return report("the VLANs of \(port.name) are already told (line \(earlier.source.line)); expected one BridgePort a port", at: port.source)
        }
        let all = port.tagged + [port.untagged].compactMap { $0 }
        if all.isEmpty { return report("\(port.name) is in no VLAN; expected access: or tagged: at least one", at: port.source) }
        for id in all { check(id, in: 1...4094, "the VLAN", at: port.source) }
        if let twice = Dictionary(grouping: all, by: \.self).first(where: { $0.value.count > 1 })?.key {
            return report("VLAN \(twice) stands twice; a VLAN is tagged or untagged on a port", at: port.source)
        }
        for id in all.sorted() {
            let isUntagged = id == port.untagged
            let entry = BridgeVLANEntry(
                link: port.name, id: UInt16(clamping: id), isPVID: isUntagged, isUntagged: isUntagged, isOfBridge: isBridge)
            let reason = isUntagged ? "frames without a tag are of VLAN \(id) here" : "frames of VLAN \(id) pass here with their tag"
            _ = state.update(node) { $0.vlans.append(Declared(entry, at: port.source, because: reason)) }
        }
    }
}
