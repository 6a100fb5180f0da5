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
    var words: [String] { ["dev", link, "root", "tbf", "rate", "\(rate)bit", "burst", "\(burst)", "limit", "\(limit)"] }
}
