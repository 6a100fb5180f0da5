import Addresses

/// Whom a lab's servers saw.
public struct Visits: EvidenceKind {
    public static let kind = "visits"

    /// Who came to a server from one address.
    public struct Visitor: Sendable, Hashable, Codable, CustomStringConvertible {
        public var address: IPAddress
        /// `tcp 80 of blue`
        public var server: String
        /// How often.
        public var count: Int

        package init(_ address: IPAddress, at server: String, count: Int) {
            self.address = address
            self.server = server
            self.count = count
        }

        public var description: String { "\(address) at \(server)" }
    }

    /// In the order in which each came first.
    public var visitors: [Visitor]

    package init(_ visitors: [Visitor]) { self.visitors = visitors }
}
