import Addresses

/// An IGMP message; `nil` fields are open.
package struct IGMPPattern: LayerPatternBody {
    package var message: IGMPMessage.Kind?
    package var version: Int?
    /// The group of the message, or of one of its records.
    package var group: IPAddress?

    package init(_ message: IGMPMessage.Kind? = nil, version: Int? = nil, group: IPAddress? = nil) {
        self.message = message
        self.version = version
        self.group = group
    }

    var kind: Layer.Kind { .igmp }

    var words: [String] {
        [version.map { "v\($0)" } ?? "", message.map { "\($0)" } ?? "", group.map { "\($0)" } ?? ""]
    }

    func compare(_ layer: Layer, _ fields: inout FieldComparison) -> Bool {
        guard case .igmp(let actual) = layer else { return false }
        fields.equal("message", message, actual.kind)
        fields.equal("version", version, actual.version)
        if let group {
            let groups = (actual.group.map { [$0] } ?? []) + actual.groupRecords.map(\.group)
            fields.hold(
                "group", groups.contains(group), expected: group.description,
                saw: groups.isEmpty ? "none" : groups.map(\.description).joined(separator: ", "))
        }
        return true
    }
}
