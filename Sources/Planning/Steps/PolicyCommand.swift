import Netlink

// What `ip rule`, `ip route … nexthop` and `tc` take.

extension RuleEntry {
    /// As `ip rule` takes it, with `-6` left to the caller.
    var arguments: String {
        var words: [String] = []
        if let from { words.append("from \(from.isHost ? "\(from.address)" : "\(from)")") }
        if let to { words.append("to \(to.isHost ? "\(to.address)" : "\(to)")") }
        if let mark { words.append("fwmark \(mark)") }
        if let inputLink { words.append("iif \(inputLink)") }
        words.append("lookup \(table)")
        words.append("priority \(priority)")
        return words.joined(separator: " ")
    }

    /// `ip rule`, or `ip -6 rule`: without an address in it, nothing else tells the family.
    var program: String { family == .ipv6 ? "ip -6 rule" : "ip rule" }
}

extension NextHop {
    func arguments(in route: RouteEntry) -> String {
        var words = ["nexthop"]
        if let via { words.append(via.family == route.destination.family ? "via \(via)" : "via inet6 \(via)") }
        if let device { words.append("dev \(device)") }
        words.append("weight \(weight)")
        if onlink { words.append("onlink") }
        return words.joined(separator: " ")
    }
}

extension TokenBucket {
    var arguments: String { "dev \(link) root tbf rate \(rate)bit burst \(burst) limit \(limit)" }
}
