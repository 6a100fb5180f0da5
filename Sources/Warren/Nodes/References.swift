/// A link of a node: `host1["eth0"]`.
public struct LinkReference: Sendable, Hashable, Codable {
    /// The node's name.
    public var node: String
    /// The link's name in the node.
    public var link: String

    /// The link of this name, of the node of this name. A lab file says `host1["eth0"]`.
    public init(node: String, link: String) {
        self.node = node
        self.link = link
    }
}

extension LinkReference: CustomStringConvertible {
    /// `host1:eth0`
    public var description: String { "\(node):\(link)" }
}

/// An address, a network or a MAC address, as a lab file may say it.
public enum Reference: Sendable, Hashable {
    /// Its text, such as `10.57.4.20`, `192.168.11.0/24` or `8a:e7:df:c0:84:07`.
    case literal(String)
    /// What the node of this name has.
    case node(String)
    /// What the link has.
    case link(LinkReference)
}

/// Written as a string, as `{"node": "host1"}` or as `{"link": {"node": "host1", "link": "eth0"}}`.
extension Reference: Codable {
    private enum Key: String, CodingKey { case node, link }

    public init(from decoder: any Decoder) throws {
        if let text = try? decoder.singleValueContainer().decode(String.self) {
            self = .literal(text)
            return
        }
        let member = try decoder.singleMember(Key.self)
        self =
            switch member.key {
            case .node: .node(try member.decode(String.self))
            case .link: .link(try member.decode(LinkReference.self))
            }
    }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .literal(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        case .node(let name):
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(name, forKey: .node)
        case .link(let link):
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(link, forKey: .link)
        }
    }
}

/// What may stand where an address is asked for: its text, a node or a link.
public protocol AddressConvertible {
    /// The address, as the lab says it.
    var addressReference: Reference { get }
}

/// What may stand where a MAC address is asked for: its text, a link, or a node for its first link.
public protocol MACConvertible {
    /// The MAC address, as the lab says it.
    var macReference: Reference { get }
}

extension String: AddressConvertible, MACConvertible {
    public var addressReference: Reference { .literal(self) }
    public var macReference: Reference { .literal(self) }
}

extension LinkReference: AddressConvertible, MACConvertible {
    /// The link's first address.
    public var addressReference: Reference { .link(self) }
    /// The link's MAC address.
    public var macReference: Reference { .link(self) }
}

extension MACConvertible where Self == String {
    /// 00:00:00:00:00:00: in a vxlan device's forwarding table, where frames for unknown addresses go.
    public static var allZero: String { "00:00:00:00:00:00" }
    /// ff:ff:ff:ff:ff:ff
    public static var broadcast: String { "ff:ff:ff:ff:ff:ff" }
}
