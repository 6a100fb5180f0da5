import Addresses
import Warren

/// A ``Connect`` or an ``HTTPGet`` whose target is an address.
public struct ConnectionCheck: Sendable, Hashable {
    /// What is said and what must be answered.
    public enum Exchange: Sendable, Hashable {
        /// Bytes to a port, and those that must come back; `nil`: any, and by TCP none.
        case bytes(Transport, sends: String, expects: String?)
        /// A GET request, with the `Host` that it names.
        case get(path: String, host: String, status: Int, body: String?)

        public var transport: Transport {
            if case .bytes(let transport, _, _) = self { transport } else { .tcp }
        }
    }

    /// The connecting node.
    public var node: String
    /// What the lab file called the target: a node's name or an address.
    public var target: String
    public var destination: IPAddress
    public var port: UInt16
    public var exchange: Exchange
    public var count: Int
    /// How long an attempt may take.
    public var timeout: Duration
    public var outcome: ConnectionOutcome
    /// Any of these the server must see as the source; `nil`: any address.
    public var seenAs: [IPAddress]?
    /// What the lab file called that address.
    public var seenAsWords: String
    public var sightings: [SightingCheck]
    public var source: SourceLocation
}
