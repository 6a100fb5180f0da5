import Addresses
import Warren

/// A ``Connect`` or an ``HTTPGet`` whose target is an address.
package struct ConnectionCheck: Sendable, Hashable {
    /// What is said and what must be answered.
    package enum Exchange: Sendable, Hashable {
        /// Bytes to a port, and those that must come back; `nil`: any, and by TCP none.
        case bytes(Transport, sends: String, expects: String?)
        /// A GET request, with the `Host` that it names.
        case get(path: String, host: String, status: Int, body: String?)

        package var transport: Transport {
            if case .bytes(let transport, _, _) = self { transport } else { .tcp }
        }
    }

    /// The connecting node.
    package var node: String
    /// What the lab file called the target: a node's name or an address.
    package var target: String
    package var destination: IPAddress
    package var port: UInt16
    package var exchange: Exchange
    package var count: Int
    /// How long an attempt may take.
    package var timeout: Duration
    package var outcome: ConnectionOutcome
    /// Any of these the server must see as the source; `nil`: any address.
    package var seenAs: [IPAddress]?
    /// What the lab file called that address.
    package var seenAsWords: String
    package var sightings: [SightingCheck]
    package var source: SourceLocation
}
