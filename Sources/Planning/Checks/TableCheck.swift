import Addresses
import Netlink
import Warren

/// An ``Expect`` whose entries have addresses in place of names.
public struct TableCheck: Sendable, Hashable {
    /// What an entry of a table must be like. What is `nil` is not compared.
    public enum Entry: Sendable, Hashable {
        case address(Prefix, link: String)
        case route(RouteWanted)
        case neighbour(IPAddress, mac: MACAddress?, link: String)
        case forwarding(MACAddress, destination: IPAddress?, link: String, Forwarding.Trait?)
    }

    public struct RouteWanted: Sendable, Hashable {
        public var destination: Prefix
        public var via: IPAddress?
        public var device: String?
        public var scope: RouteScope?
        public var source: IPAddress?
        public var metric: UInt32?
        public var type: RouteType?
        public var onlink: Bool?
        public var table: UInt32? = nil
    }

    public struct Line: Sendable, Hashable {
        public var entry: Entry
        public var source: SourceLocation
    }

    public var node: String
    public var presence: Expect.Presence
    public var deadline: Duration
    public var lines: [Line]
    public var source: SourceLocation
}

extension TableCheck.Entry {
    /// What entries of its table are called.
    package var kind: String {
        switch self {
        case .address: "address"
        case .route: "route"
        case .neighbour: "neighbour"
        case .forwarding: "forwarding entry"
        }
    }

    /// As `ip` and `bridge` show such an entry.
    package var words: String {
        switch self {
        case .address(let address, let link):
            return "\(address) dev \(link)"
        case .route(let route):
            return RouteEntry(
                destination: route.destination, via: route.via, device: route.device, onlink: route.onlink ?? false,
                scope: route.scope, source: route.source, metric: route.metric, type: route.type ?? .unicast
            ).arguments
        case .neighbour(let address, let mac, let link):
            return "\(address) dev \(link)" + (mac.map { " lladdr \($0)" } ?? "")
        case .forwarding(let mac, let destination, let link, let trait):
            return "\(mac) dev \(link)" + (destination.map { " dst \($0)" } ?? "")
                + (trait.map { ", \($0)" } ?? "")
        }
    }
}
