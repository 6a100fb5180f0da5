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

extension ConnectionCheck {
    /// `pod-a gets http://pod-b:8080/`, `pod-a connects to tcp 8080 of pod-b`, …
    public var title: String {
        let place = "\(exchange.transport.rawValue) \(port) of \(target)"
        return switch (outcome, exchange) {
        case (.answered, .get(_, _, let status, let body)):
            "\(node) gets \(url)" + (status == 200 ? "" : ": status \(status)") + (body.map { ": \($0.quoted)" } ?? "")
        case (.answered, .bytes(let transport, let sends, let expects)):
            if let expects {
                expects == sends ? "\(node) hears \(expects.quoted) back from \(place)" : "\(node) hears \(expects.quoted) from \(place)"
            } else {
                transport == .tcp ? "\(node) connects to \(place)" : "\(node) is answered by \(place)"
            }
        case (.refused, _): "\(node) is refused by \(place)"
        case (.fails, .get): "\(node) does not get \(url)"
        case (.fails, .bytes(.tcp, _, _)): "\(node) does not connect to \(place)"
        case (.fails, .bytes(.udp, _, _)): "\(node) is not answered by \(place)"
        case (.failsWith(let failure), _): "\(node) cannot reach \(place): \(failure)"
        }
    }

    /// The request's URL, in the lab's own names.
    public var url: String {
        guard case .get(let path, _, _, _) = exchange else { return "" }
        let host = target.contains(":") ? "[\(target)]" : target
        return "http://\(host)" + (port == 80 ? "" : ":\(port)") + path
    }
}
