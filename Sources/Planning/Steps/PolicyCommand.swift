import Netlink

// What `ip rule`, `ip route … nexthop` and `tc` take.

extension RuleEntry {
    /// As `ip rule` takes it.
    var words: [String] {
        var words: [String] = []
        if let from { words += ["from", from.isHost ? "\(from.address)" : "\(from)"] }
        if let to { words += ["to", to.isHost ? "\(to.address)" : "\(to)"] }
        if let mark { words += ["fwmark", "\(mark)"] }
        if let inputLink { words += ["iif", inputLink] }
        return words + ["lookup", "\(table)", "priority", "\(priority)"]
    }

    /// `ip rule`, or `ip -6 rule`: without an address in it, nothing else tells the family.
    var program: [String] { family == .ipv6 ? ["ip", "-6", "rule"] : ["ip", "rule"] }
}

extension NextHop {
    func words(in route: RouteEntry) -> [String] {
        var words = ["nexthop"]
        if let via { words += via.words(in: route.destination.family) }
        if let device { words += ["dev", device] }
        words += ["weight", "\(weight)"]
        return words + (onlink ? ["onlink"] : [])
    }
}

extension TokenBucket {
    /// Where the queue hangs.
    var place: [String] { isBelowImpairment ? ["parent", "1:1"] : ["root"] }
    var words: [String] { ["dev", link] + place + (isBelowImpairment ? ["handle", "10:"] : []) + ["tbf", "rate", "\(rate)bit", "burst", "\(burst)", "limit", "\(limit)"] }
}

extension Impairment {
    /// As `tc qdisc add` takes it.
    var words: [String] {
        var words = ["dev", link, "root", "handle", "1:", "netem", "limit", "\(limit)"]
        if delay > 0 { words += ["delay", Self.time(delay)] + (jitter > 0 ? [Self.time(jitter)] : []) }
        if loss > 0 { words += ["loss", Self.percent(loss)] }
        if duplicate > 0 { words += ["duplicate", Self.percent(duplicate)] }
        if reorder > 0 { words += ["reorder", Self.percent(reorder)] }
        if let rate { words += ["rate", "\(rate)bit"] }
        return words
    }

    private static func time(_ nanoseconds: Int64) -> String {
        for (unit, name) in [(1_000_000, "ms"), (1000, "us")] as [(Int64, String)] where nanoseconds % unit == 0 { return "\(nanoseconds / unit)\(name)" }
        return "\(nanoseconds)ns"
    }

    /// Without the zeros behind the point.
    private static func percent(_ share: Double) -> String {
        let percent = (share * 100 * 1e6).rounded() / 1e6
        return percent == percent.rounded() ? "\(Int(percent))%" : "\(percent)%"
    }
}

extension BridgeVLANEntry {
    /// As `bridge vlan` takes it.
    var words: [String] { ["dev", link, "vid", "\(id)"] + (isPVID ? ["pvid"] : []) + (isUntagged ? ["untagged"] : []) + (isOfBridge ? ["self"] : []) }
    /// What tells it apart from others.
    var key: [String] { ["dev", link, "vid", "\(id)"] + (isOfBridge ? ["self"] : []) }
}
