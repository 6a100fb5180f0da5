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
