import Addresses
import Warren

/// A ``Ping`` whose target is an address.
package struct PingCheck: Sendable, Hashable {
    /// The sending node.
    package var node: String
    /// What the lab file called the target: a node's name or an address.
    package var target: String
    package var destination: IPAddress
    package var count: Int
    /// Bytes of payload.
    package var size: Int
    package var dontFragment: Bool
    package var interval: Duration
    package var ttl: UInt8?
    /// How long an answer to a request is waited for.
    package var timeout: Duration
    package var outcome: Ping.Outcome
    /// Where the median of the round trips must lie; `nil`: anywhere.
    package var roundTrip: Ping.RoundTrip? = nil
    package var sightings: [SightingCheck]
    /// The family, where the lab names it.
    package var family: Ping.Family?
    package var source: SourceLocation
}
