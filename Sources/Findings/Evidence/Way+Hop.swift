import Addresses
import Warren

extension Way {
    /// What a node would do with a packet.
    public struct Hop: Sendable, Hashable, Codable {
        public struct Route: Sendable, Hashable, Codable {
            /// The gateway; `nil`: the destination is on the link.
            public var via: IPAddress?
            public var link: String
            /// The route's or the link's, in bytes.
            public var mtu: Int?

            package init(via: IPAddress?, link: String, mtu: Int?) {
                self.via = via
                self.link = link
                self.mtu = mtu
            }
        }

        public struct Neighbour: Sendable, Hashable, Codable {
            /// `nil` while nobody has answered.
            public var mac: MACAddress?
            /// `reachable`, `failed`, …
            public var state: String

            package init(_ mac: MACAddress?, state: String) {
                self.mac = mac
                self.state = state
            }
        }

        /// A forwarding entry of a vxlan device.
        public struct Forwarding: Sendable, Hashable, Codable {
            public var mac: MACAddress
            /// The peer's outer address.
            public var destination: IPAddress?

            package init(_ mac: MACAddress, destination: IPAddress?) {
                self.mac = mac
                self.destination = destination
            }
        }

        public var node: String
        /// `nil`: it has none.
        public var route: Route?
        /// What it knows of the next hop; `nil`: nothing.
        public var neighbour: Neighbour?
        /// The entry by which a vxlan device would send the frame.
        public var forwarding: Forwarding?
        /// Its links that are down.
        public var downLinks: [String]
        /// Why the packet does not get further; `nil` if it does, or nothing tells why not.
        public var fault: Fault?

        package init(
            _ node: String, route: Route? = nil, neighbour: Neighbour? = nil, forwarding: Forwarding? = nil,
            downLinks: [String] = [], fault: Fault? = nil
        ) {
            self.node = node
            self.route = route
            self.neighbour = neighbour
            self.forwarding = forwarding
            self.downLinks = downLinks
            self.fault = fault
        }

        func lines(to destination: IPAddress, length: Int) -> [String] {
            var first = "\(node) has no route to \(destination)"
            if let route {
                let via = route.via.map { " via \($0)" } ?? ""
                first = "\(node) would route \(destination)\(via) dev \(route.link)"
                if let mtu = route.mtu, length > mtu { first += " (mtu \(mtu))" }
                if let neighbour {
                    first += ", neighbour " + (neighbour.mac.map { "\($0) " } ?? "") + neighbour.state.uppercased()
                }
                if let forwarding {
                    first += ", fdb \(forwarding.mac)" + (forwarding.destination.map { " dst \($0)" } ?? "")
                }
            }
            return [first] + downLinks.map { "\(node):\($0) is down" } + (fault.map { ["\($0)"] } ?? [])
        }
    }
}
