import Foundation
import Testing

/// What `ip`, `tc` and `nft` say of how a node decides and limits, and what inspect does, in lines of one form.
enum PolicyOracle {
    static func lines(_ lab: String, _ node: String) throws -> [String] {
        let kernel = KernelState(lab, node)
        var lines: [String] = []
        for (family, tool, every, bits) in [("ipv4", "-4", "0.0.0.0/0", 32), ("ipv6", "-6", "::/0", 128)] {
            for rule in try kernel.show("ip \(tool) -N rule") {
                lines.append(
                    "rule \(family) \(word(rule["priority"])) from \(prefix(rule, "src", bits)) to \(prefix(rule, "dst", bits)) "
                        + "\(number(rule["fwmark"])) \(word(rule["iif"])) \(word(rule["table"]))")
            }
            for route in try kernel.show("ip -d -N \(tool) route show table all") {
                let table = word(route["table"])
                guard table != "255" else { continue }
                let text = word(route["dst"])
                let destination = text == "default" ? every : text.contains("/") ? text : "\(text)/\(bits)"
                if let nexthop = route["nhid"] {
                    lines.append("route \(table == "-" ? "254" : table) \(destination) by \(word(nexthop))")
                    continue
                }
                for hop in route["nexthops"] as? [[String: Any]] ?? [route] {
                    lines.append("route \(table == "-" ? "254" : table) \(destination) \(word(hop["gateway"])) \(word(hop["dev"])) \(word(hop["weight"]))")
                }
            }
        }
        for link in try kernel.show("ip -d link") {
            let info = link["linkinfo"] as? [String: Any] ?? [:]
            guard word(info["info_kind"]) == "macvlan" else { continue }
            lines.append("macvlan \(word(link["ifname"])) \(word(link["link"])) \(word((info["info_data"] as? [String: Any])?["mode"]))")
        }
        for queue in try KernelState.objects(of: ["ip", "netns", "exec", kernel.name, "tc", "-j", "qdisc", "show"]) where word(queue["kind"]) == "tbf" {
            // tc counts bytes per second, and microseconds.
            let options = try #require(queue["options"] as? [String: Any])
            let rate = try #require(options["rate"] as? Int), latency = try #require(options["lat"] as? Int)
            lines.append("limit \(word(queue["dev"])) \(rate * 8) \(word(options["burst"])) \(latency)")
        }
        return try (lines + chains(kernel)).sorted()
    }

    /// Chains by JSON, and how many rules each has; their words by the listing of the one chain.
    private static func chains(_ kernel: KernelState) throws -> [String] {
        let outcome = try Program(["ip", "netns", "exec", kernel.name, "nft", "-j", "list", "ruleset"]).end()
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: [[String: [String: Any]]]]
        let objects = try #require(document?["nftables"], "\(outcome)")
        let rules = objects.compactMap { $0["rule"] }
        return try objects.compactMap { $0["chain"] }.flatMap { chain in
            let place = [word(chain["family"]), word(chain["table"]), word(chain["name"])]
            let head = "chain \(place.joined(separator: " ")) \(word(chain["type"])) \(word(chain["hook"])) \(word(chain["prio"])) \(word(chain["policy"]))"
            let listing = try kernel.lines("nft", "list", "chain", place[0], place[1], place[2])
            let words = listing.filter { !$0.isEmpty && $0 != "}" && !$0.hasSuffix("{") && !$0.hasPrefix("type ") }
            #expect(words.count == rules.count { [word($0["family"]), word($0["table"]), word($0["chain"])] == place })
            return [head] + words.map { "\(head): \($0)" }
        }
    }

    private static func prefix(_ rule: [String: Any], _ field: String, _ bits: Int) -> String {
        guard let text = rule[field] as? String, text != "all" else { return "-" }
        return "\(text)/\(rule[field + "len"].map { word($0) } ?? "\(bits)")"
    }

    /// ip writes marks in hexadecimal.
    private static func number(_ value: Any?) -> String {
        guard let text = value as? String, text.hasPrefix("0x") else { return word(value) }
        return Int(text.dropFirst(2), radix: 16).map { "\($0)" } ?? text
    }

    static func lines(of inspection: Inspection, _ node: String) throws -> [String] {
        var lines: [String] = []
        for rule in try inspection.list("rules", of: node) {
            lines.append(
                "rule \(word(rule["family"])) \(word(rule["priority"])) from \(word(rule["from"])) to \(word(rule["to"])) "
                    + "\(word(rule["mark"])) \(word(rule["inputLink"])) \(word(rule["table"]))")
        }
        for route in try inspection.list("routes", of: node) {
            if let nexthop = route["nexthop"] {
                lines.append("route \(word(route["table"])) \(word(route["destination"])) by \(word(nexthop))")
                continue
            }
            for hop in route["hops"] as? [[String: Any]] ?? [route] {
                lines.append("route \(word(route["table"])) \(word(route["destination"])) \(word(hop["via"])) \(word(hop["device"])) \(word(hop["weight"]))")
            }
        }
        for link in try inspection.list("links", of: node) {
            if let macvlan = link["macvlan"] as? [String: Any] {
                lines.append("macvlan \(word(link["name"])) \(word(macvlan["device"])) \(word(macvlan["mode"]))")
            }
            if let limit = link["limit"] as? [String: Any] {
                let latency = try #require(limit["latency"] as? Double)
                lines.append("limit \(word(link["name"])) \(word(limit["rate"])) \(word(limit["burst"])) \(Int((latency * 1e6).rounded()))")
            }
        }
        for chain in try inspection.list("firewall", of: node) {
            let words = ["family", "table", "name", "type", "hook", "priority", "policy"].map { word(chain[$0]) }
            let head = "chain " + words.joined(separator: " ")
            lines += [head] + (chain["rules"] as? [String] ?? []).map { "\(head): \($0)" }
        }
        return lines.sorted()
    }
}
