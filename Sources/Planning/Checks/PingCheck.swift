import Addresses
import Warren

/// A ``Ping`` whose target is an address.
public struct PingCheck: Sendable, Hashable {
    /// The sending node.
    public var node: String
    /// What the lab file called the target: a node's name or an address.
    public var target: String
    public var destination: IPAddress
    public var count: Int
    /// Bytes of payload.
    public var size: Int
    public var dontFragment: Bool
    public var interval: Duration
    public var ttl: UInt8?
    /// How long an answer to a request is waited for.
    public var timeout: Duration
    public var outcome: Ping.Outcome
    /// Where the median of the round trips must lie; `nil`: anywhere.
    public var roundTrip: Ping.RoundTrip? = nil
    public var sightings: [SightingCheck]
    /// The family, where the lab names it.
    public var family: Ping.Family?
    public var source: SourceLocation
}

extension PingCheck {
    /// `pod-a reaches pod-b`, `pod-a does not reach pod-b`, or `pod-a cannot reach pod-b: net unreachable`,
    /// with what is unusual about the requests.
    public var title: String {
        var manner = ""
        if size != 56 { manner += " with \(size) bytes" }
        if dontFragment { manner += " unfragmented" }
        if let family { manner += family == .ipv6 ? " by IPv6" : " by IPv4" }
        if let ttl { manner += " with a TTL of \(ttl)" }
        if let roundTrip { manner += " in \(Self.text(roundTrip.shortest)) to \(Self.text(roundTrip.longest)) ms" }
        return switch outcome {
        case .reaches: "\(node) reaches \(target)\(manner)"
        case .fails: "\(node) does not reach \(target)\(manner)"
        case .refused(let failure): "\(node) cannot reach \(target)\(manner): \(failure)"
        case .loses(let least, let most): "\(node) loses \(Self.text(least)) to \(Self.text(most)) % of \(count) to \(target)\(manner)"
        }
    }

    /// Without a point where there is nothing behind it.
    static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    }
}
