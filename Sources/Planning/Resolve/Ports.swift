import Warren

extension Resolver {
    /// Makes a link the port of another.
    ///
    /// - Parameters:
    ///   - what: what it is called then
    ///   - fault: why a link cannot be one; `nil`: it can
    package mutating func connect(
        _ port: String, to master: String, of node: String, as what: String = "a port", at source: SourceLocation,
        fault: (PlannedLink) -> String?
    ) {
        guard let link = requireLink(port, of: node, at: source) else { return }
        if let fault = fault(link) {
            report("\(port) of \(node) cannot be \(what) of \(master): \(fault)", at: source)
        } else if let earlier = link.master, earlier != master {
            report("\(port) is already a port of \(earlier)", at: source)
        } else {
            _ = state.update(node) { $0[link: port]?.master = master }
        }
    }

    /// A pod of the bridged style names a bridge that its host must have.
    mutating func checkMasters() {
        for node in state.nodes {
            for link in node.links {
                guard let name = link.master, let master = requireLink(name, of: node.name, at: link.source) else { continue }
                if master.ports == nil {
                    report("\(name) of \(node.name) is not a bridge, so \(link.name) cannot be its port", at: link.source)
                }
            }
        }
    }
}
