import Foundation
import Testing

/// What `ip`, `bridge` and `ss` say of a node, and what inspect does, in lines of one form.
enum Oracle {
    static func lines(_ lab: String, _ node: String) throws -> [String] {
        let kernel = KernelState(lab, node)
        var lines: [String] = []
        for link in try kernel.show("ip -d link") {
            let flags = link["flags"] as? [String] ?? []
            let info = link["linkinfo"] as? [String: Any] ?? [:]
            let kind = link["link_type"] as? String == "loopback" ? "loopback" : word(info["info_kind"])
            let mac = link["link_type"] as? String == "ether" ? word(link["address"]) : "-"
            let data = info["info_data"] as? [String: Any] ?? [:]
            let isVxlan = kind == "vxlan"
            lines.append(
                "link \(word(link["ifindex"])) \(word(link["ifname"])) \(kind) \(flags.contains("UP")) \(flags.contains("LOWER_UP")) "
                    + "\(word(link["operstate"]).lowercased()) \(word(link["mtu"])) \(mac) master \(word(link["master"])) "
                    + "vxlan " + ["id", "local", "link", "port", "learning", "ageing"].map { isVxlan ? word(data[$0]) : "-" }.joined(separator: " "))
        }
        for link in try kernel.show("ip addr") {
            for entry in link["addr_info"] as? [[String: Any]] ?? [] {
                let address = "\(word(entry["local"]))/\(word(entry["prefixlen"]))"
                lines.append("address \(word(link["ifname"])) \(address) peer \(word(entry["address"])) brd \(word(entry["broadcast"])) scope \(word(entry["scope"]))")
            }
        }
        for (family, every, bits) in [("-4", "0.0.0.0/0", 32), ("-6", "::/0", 128)] {
            for route in try kernel.show("ip -d \(family) route") { lines += Self.lines(route, every, bits) }
            for entry in try kernel.show("ip \(family) neigh") {
                lines.append("neighbour \(word(entry["dst"])) \(word(entry["dev"])) \(word(entry["lladdr"])) \(word((entry["state"] as? [String])?.first).lowercased())")
            }
        }
        for entry in try kernel.show("bridge fdb") {
            let flags = entry["flags"] as? [String] ?? []
            let state = word(entry["state"])
            lines.append(
                "forwarding \(word(entry["mac"])) \(word(entry["ifname"])) \(word(entry["dst"])) \(state.isEmpty ? "dynamic" : state) \(flags.contains("self")) \(word(entry["master"]))")
        }
        for line in try kernel.lines("ss", "-Hltnup") {
            let columns = line.split(separator: " ").map(String.init)
            let processes = columns.dropFirst(6).joined().split(separator: "pid=").dropFirst().map { String($0.prefix { $0.isNumber }) }
            lines.append("socket \(columns[0]) \(columns[4].replacing("*", with: "[::]")) \(processes)")
        }
        return Array(Set(lines)).sorted()
    }

    /// A route as `ip -d -j route` has it; `-d`, because it leaves out what is usual otherwise.
    private static func lines(_ route: [String: Any], _ every: String, _ bits: Int) -> [String] {
        let text = word(route["dst"])
        let destination = text == "default" ? every : text.contains("/") ? text : "\(text)/\(bits)"
        let mtu = (route["metrics"] as? [[String: Any]])?.first?["mtu"]
        let hops = route["nexthops"] as? [[String: Any]] ?? [route]
        return hops.map { hop in
            let flags = hop["flags"] as? [String] ?? []
            return "route \(word(route["type"])) \(destination) \(word(hop["gateway"])) \(word(hop["dev"])) \(flags.contains("onlink")) "
                + "\(word(route["protocol"])) \(word(route["scope"])) \(word(route["prefsrc"])) \(word(route["metric"])) \(word(mtu))"
        }
    }

    static func lines(of inspection: Inspection, _ node: String) throws -> [String] {
        var lines: [String] = []
        for link in try inspection.list("links", of: node) {
            let vxlan = link["vxlan"] as? [String: Any] ?? [:]
            lines.append(
                "link \(word(link["index"])) \(word(link["name"])) \(word(link["kind"])) \(link["isUp"] as? Bool ?? false) \(link["hasCarrier"] as? Bool ?? false) "
                    + "\(word(link["operState"])) \(word(link["mtu"])) \(word(link["mac"])) master \(word(link["master"])) "
                    + "vxlan " + ["id", "local", "device", "port", "learning", "ageing"].map { word(vxlan[$0]) }.joined(separator: " "))
            for entry in try #require(link["addresses"] as? [[String: Any]]) {
                lines.append("address \(word(link["name"])) \(word(entry["address"])) peer \(word(entry["peer"])) brd \(word(entry["broadcast"])) scope \(word(entry["scope"]))")
            }
        }
        for route in try inspection.list("routes", of: node) {
            #expect(route["table"] as? Int == 254, "\(route)")
            for hop in route["hops"] as? [[String: Any]] ?? [route] {
                lines.append(
                    "route \(word(route["type"])) \(word(route["destination"])) \(word(hop["via"])) \(word(hop["device"])) \(hop["onlink"] as? Bool ?? false) "
                        + "\(word(route["proto"])) \(word(route["scope"])) \(word(route["source"])) \(word(route["metric"])) \(word(route["mtu"]))")
            }
        }
        for entry in try inspection.list("neighbours", of: node) {
            lines.append("neighbour \(word(entry["address"])) \(word(entry["link"])) \(word(entry["mac"])) \(word(entry["state"]))")
        }
        for entry in try inspection.list("forwarding", of: node) {
            // The bridge is the port's master, or the link itself.
            let port = try inspection.link(word(entry["link"]), of: node)
            let bridge = entry["isMaster"] as? Bool == true ? port["master"] ?? port["name"] : nil
            lines.append(
                "forwarding \(word(entry["mac"])) \(word(entry["link"])) \(word(entry["destination"])) \(word(entry["state"])) \(entry["isSelf"] as? Bool ?? false) \(word(bridge))")
        }
        for socket in try inspection.list("sockets", of: node) {
            let address = word(socket["address"])
            let processes = (socket["processes"] as? [[String: Any]] ?? []).map { word($0["process"]) }
            lines.append("socket \(word(socket["proto"])) \(address.contains(":") ? "[\(address)]" : address):\(word(socket["port"])) \(processes)")
        }
        return Array(Set(lines)).sorted()
    }
}
