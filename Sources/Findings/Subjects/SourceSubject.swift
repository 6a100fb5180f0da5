import Addresses
import Planning

/// From which address a lab's servers see a node's attempts to connect come.
public struct SourceSubject: SubjectKind {
    public static let kind = "source"

    /// The connecting node.
    public var from: String
    /// Any of these is right.
    public var addresses: [IPAddress]
    /// What the lab calls them.
    public var seenAs: String

    package init(_ check: ConnectionCheck, seenAs addresses: [IPAddress]) {
        from = check.node
        self.addresses = addresses
        seenAs = check.seenAsWords
    }

    public var name: String { "the server sees \(from) as \(seenAs)" }

    public var expected: String? { addresses.map(\.description).joined(separator: " or ") }

    public func measure(_ visits: Visits, isHeld: Bool) -> String {
        isHeld ? visits.visitors.first.map { "\($0)" } ?? "" : ""
    }

    public func details(_ visits: Visits) -> [Finding.Detail] {
        let lines = visits.visitors.prefix(6).map { "\($0)" }
        return [.init("saw", lines.isEmpty ? ["nobody at any of the lab's servers"] : lines)]
    }
}
