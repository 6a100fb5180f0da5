/// A change to a link that the node has anyway: its MTU, its MAC, up or down.
///
///     host1 { Link("eth0", mtu: 1400) }
///     host2 { Link("eth0", .down) }
///
/// A link that is down has no routes through it, no neighbours and no IPv6 addresses: the kernel drops them,
/// and Warren puts them back when a later stage has the link up again.
public struct Link: NodeWord {
    /// The administrative state of a link.
    public enum State: String, Sendable, Hashable, Codable {
        /// It carries packets.
        case up
        /// It carries none, and has no routes.
        case down
    }

    /// The name of a link that the node has anyway.
    public var name: String
    /// In bytes, 68 to 65,535.
    public var mtu: Int?
    /// The MAC address; `nil`: as it is.
    public var mac: Reference?
    /// Up or down; `nil`: as it is.
    public var state: State?
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A change to a link. What is `nil` stays as it is.
    ///
    /// - Parameters:
    ///   - mtu: in bytes, 68 to 65,535
    public init(
        _ name: String, mtu: Int? = nil, mac: (any MACConvertible)? = nil, _ state: State? = nil,
        file: String = #filePath, line: Int = #line
    ) {
        self.name = name
        self.mtu = mtu
        self.mac = mac?.macReference
        self.state = state
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "link"
    public var references: [Reference] { [mac].compactMap { $0 } }
}
