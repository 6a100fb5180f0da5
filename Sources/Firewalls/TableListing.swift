import FoundationEssentials

/// A table as `nft -j list table` shows it, to be compared with another.
///
/// Two listings are compared with each other rather than one with the statements that made it: nft writes in its
/// own way what it was given (`udp dport 4789` for `meta l4proto udp udp dport 4789`, sets in order).
package struct TableListing: Sendable, Hashable {
    private let content: Value

    init(json: String) throws {
        content = try JSONDecoder().decode(Value.self, from: Data(json.utf8)).withoutHandles
    }

    private enum Value: Sendable, Hashable, Decodable {
        case null
        case bool(Bool)
        case number(Double)
        case text(String)
        case list([Value])
        case object([String: Value])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self =
                if container.decodeNil() {
                    .null
                } else if let value = try? container.decode(Bool.self) {
                    .bool(value)
                } else if let value = try? container.decode(Double.self) {
                    .number(value)
                } else if let value = try? container.decode(String.self) {
                    .text(value)
                } else if let value = try? container.decode([Value].self) {
                    .list(value)
                } else {
                    .object(try container.decode([String: Value].self))
                }
        }

        /// Handles are numbers that the kernel gives anew each time.
        var withoutHandles: Value {
            switch self {
            case .list(let values): .list(values.map(\.withoutHandles))
            case .object(let members): .object(members.filter { $0.key != "handle" }.mapValues(\.withoutHandles))
            default: self
            }
        }
    }
}
