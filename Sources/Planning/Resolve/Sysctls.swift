import Warren

extension Sysctl: ResolvableWord {
    package static let actions = [Action<Sysctl>(.settings) { $0.declare($1, in: $2) }]
}

extension Resolver {
    fileprivate mutating func declare(_ sysctl: Sysctl, in node: String) {
        if let fault = SysctlName.fault(sysctl.name) { return report(fault, at: sysctl.source) }
        if let link = SysctlName.link(sysctl.name), requireLink(link, of: node, at: sysctl.source) == nil { return }
        if sysctl.value.isEmpty || sysctl.value.utf8.count > 256 || !sysctl.value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) {
            return report("the value of \(sysctl.name) is not one line of printable text", at: sysctl.source)
        }
        _ = state.update(node) { state in
            let setting = NodeState.Setting(name: sysctl.name, value: sysctl.value)
            let declared = Declared(setting, at: sysctl.source, because: "as the lab asks")
            // The lab's own word goes over what a node has by its role.
            if let position = state.sysctls.firstIndex(where: { $0.value.name == sysctl.name }) {
                state.sysctls[position] = declared
            } else {
                state.sysctls.append(declared)
            }
        }
    }
}
