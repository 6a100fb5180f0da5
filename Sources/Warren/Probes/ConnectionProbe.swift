/// What becomes of an attempt to connect, or to be answered.
public enum ConnectionOutcome: Sendable, Hashable, Codable {
    /// Every attempt is answered, and as declared.
    case answered
    /// Every attempt is refused by the other end: nothing listens on the port. By TCP that is a segment with
    /// RST, by UDP the ICMP error "port unreachable".
    case refused
    /// No attempt is answered, whatever the reason.
    case fails
    /// Every attempt meets this ICMP error, of a router or of the node's own kernel.
    case failsWith(ICMPFailure)
}

/// A probe that connects to a port: ``Connect`` and ``HTTPGet``.
public protocol ConnectionProbe: Probe {
    /// What must become of every attempt.
    var outcome: ConnectionOutcome { get set }
    /// How long an attempt may take, in milliseconds; `nil`: 1,000, or 100 where nothing is expected.
    var timeout: Double? { get set }
    /// From which address the server must see the attempts come; `nil`: from any.
    var seenAs: Reference? { get set }
}

extension ConnectionProbe {
    /// Expects that every attempt is refused by the other end, because nothing listens on the port.
    public func refused() -> Self {
        var copy = self
        copy.outcome = .refused
        return copy
    }

    /// Expects that no attempt is answered within the time.
    public func fails(within time: Duration? = nil) -> Self {
        var copy = self
        copy.outcome = .fails
        if let time { copy.timeout = time.milliseconds }
        return copy
    }

    /// Expects that every attempt meets this ICMP error.
    public func fails(with failure: ICMPFailure) -> Self {
        var copy = self
        copy.outcome = .failsWith(failure)
        return copy
    }

    /// Expects that the server sees the attempts come from this address: the node's own, or the one that
    /// address translation on the way puts in its place. The server must be one of the lab's.
    public func seenAs(_ address: some AddressConvertible) -> Self {
        var copy = self
        copy.seenAs = address.addressReference
        return copy
    }
}
