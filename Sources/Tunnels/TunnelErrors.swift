/// What ICMP errors about the outer packets mean for the senders of the inner ones.
///
/// An error about an outer packet rarely quotes enough of the inner one to be passed on. So the kernel counts
/// them, and for each tells the sender of one of the next packets (RFC 2003, section 4): the tunnel's
/// `err_count` and `err_time` in `ipip_err` and `ip_tunnel_xmit`. Only a tunnel with a remote address does so:
/// one of many peers says nothing about the others.
struct TunnelErrors {
    /// How long an error counts: `IPTUNNEL_ERR_TIMEO`.
    static let memory = Duration.seconds(30)

    let hasRemote: Bool
    /// A tunnel that copies the inner TTL cannot tell whose hops were too many.
    let copiesTTL: Bool
    private var count = 0
    private var last: ContinuousClock.Instant?

    init(hasRemote: Bool, copiesTTL: Bool) {
        self.hasRemote = hasRemote
        self.copiesTTL = copiesTTL
    }

    /// Takes note of an ICMP error about an outer packet. "Fragmentation needed" is not one of these.
    mutating func record(type: UInt8, code: UInt8, at now: ContinuousClock.Instant) {
        guard hasRemote else { return }
        switch (type, code) {
        case (3, 5): return  // source route failed: never asked for
        case (3, _): break
        case (11, 0): if copiesTTL { return }
        default: return
        }
        let isRecent = last.map { now < $0 + Self.memory } ?? false
        count = isRecent ? count + 1 : 1
        last = now
    }

    /// Whether there is anything to be told, without looking at the time: hardly ever.
    var isPending: Bool { count > 0 }

    /// Whether the sender of the packet that is on its way now is to be told "host unreachable".
    mutating func take(at now: ContinuousClock.Instant) -> Bool {
        guard count > 0, let last else { return false }
        guard now < last + Self.memory else {
            count = 0
            return false
        }
        count -= 1
        return true
    }
}
