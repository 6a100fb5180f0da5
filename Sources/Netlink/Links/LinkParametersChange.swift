import CNetlink

/// What is to become different about the parameters of a link that stands: `ip link set LINK type KIND …`.
package struct LinkParametersChange: Sendable, Hashable {
    /// As the link is to be.
    package var kind: LinkKind
    /// The names of the fields that differ.
    package var fields: [String]

    /// What makes the one link the other; `nil` if only a new one can be it.
    package init?(from old: LinkKind, to new: LinkKind) {
        guard let fields = new.parameters.changes(from: old) else { return nil }
        kind = new
        self.fields = fields
    }

    /// What a new link is told once its ports have joined; `nil`: nothing.
    package init?(oncePortsJoined kind: LinkKind) {
        self.kind = kind
        fields = kind.parameters.fieldsOfPorts
        if fields.isEmpty { return nil }
    }

    package var isEmpty: Bool { fields.isEmpty }

    /// What follows `type KIND` in an `ip link set`.
    package var arguments: [String] { kind.parameters.words(ofChange: fields) }

    /// The message's `IFLA_LINKINFO`.
    func encode(into writer: inout MessageWriter, names: some Names) throws(NetlinkError) {
        try writer.nested(Int(IFLA_LINKINFO)) { writer throws(NetlinkError) in
            writer.put(Int(IFLA_INFO_KIND), string: kind.name)
            try writer.nested(Int(IFLA_INFO_DATA)) { writer throws(NetlinkError) in
                try kind.parameters.encode(change: fields, into: &writer, names: names)
            }
        }
    }
}
