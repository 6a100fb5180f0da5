import Runtime

extension InspectionPrinter {
    /// What is particular to its kind, in the words of `ip -d link`.
    static func details(_ link: LinkInspection) -> String {
        var words: [String?] = [link.peer.map { "peer \($0)" }, link.master.map { "master \($0)" }]
        if let state = link.portState, state != "forwarding" { words.append(state) }
        if let vxlan = link.vxlan {
            words += [
                "id \(vxlan.id)", vxlan.local.map { "local \($0)" }, vxlan.remote.map { "remote \($0)" }, vxlan.group.map { "group \($0)" },
                vxlan.device.map { "dev \($0)" }, vxlan.port.map { "dstport \($0)" }, vxlan.learning == false ? "nolearning" : nil,
                vxlan.ttl.map { "ttl \($0)" },
            ]
        }
        if let macvlan = link.macvlan { words += [macvlan.device.map { "dev \($0)" }, "mode \(macvlan.mode)"] }
        if let gre = link.gre {
            words += [
                gre.local.map { "local \($0)" }, gre.remote.map { "remote \($0)" }, gre.device.map { "dev \($0)" }, gre.key.map { "key \($0)" },
                gre.checksum ? "csum" : nil, gre.sequence ? "seq" : nil, gre.ttl.map { "ttl \($0)" }, gre.tos.map { "tos \($0)" },
            ]
        }
        if let geneve = link.geneve {
            words += [
                "id \(geneve.id)", geneve.remote.map { "remote \($0)" }, geneve.port.map { "dstport \($0)" }, geneve.ttl.map { "ttl \($0)" },
                geneve.tos.map { "tos \($0)" },
            ]
        }
        if let vlan = link.vlan { words += [vlan.device.map { "dev \($0)" }, "\(vlan.tag) id \(vlan.id)"] }
        if let device = link.wireguard {
            words.append("port \(device.listenPort)")
            words += device.peers.map { peer in
                "peer \(peer.publicKey.prefix(8))… " + (peer.endpoint.map { "at \($0) " } ?? "") + "for " + peer.allowedIPs.map { "\($0)" }.joined(separator: ", ")
            }
        }
        if let vrf = link.vrf { words.append("table \(vrf.table)") }
        if let ipvlan = link.ipvlan { words += [ipvlan.device.map { "dev \($0)" }, "mode \(ipvlan.mode)"] }
        if link.bridge?.vlanFiltering == true { words.append("vlan_filtering") }
        if let vlans = link.vlans {
            words.append("vlans " + vlans.map { "\($0.id)" + ($0.untagged ? " untagged" : "") }.joined(separator: ", "))
        }
        if let bad = link.impairment { words.append("netem " + details(bad)) }
        if let limit = link.limit {
            words.append("limit \(rate(limit.rate)) burst \(limit.burst) latency \(Text.milliseconds(.seconds(limit.latency)))")
        }
        if let ipip = link.ipip {
            words += [
                link.kind == "ipip" ? nil : "ipip", ipip.local.map { "local \($0)" }, ipip.remote.map { "remote \($0)" },
                ipip.device.map { "dev \($0)" }, ipip.ttl.map { "ttl \($0)" },
                link.driver == .relay ? "by Warren's relay" : nil,
            ]
        }
        return words.compactMap { $0 }.joined(separator: " ")
    }

    /// As `tc qdisc show` has it.
    private static func details(_ bad: LinkInspection.Impairment) -> String {
        func share(_ name: String, _ value: Double) -> String? { value == 0 ? nil : "\(name) \((value * 1e6).rounded() / 1e4)%" }
        let words: [String?] = [
            bad.delay == 0 ? nil : "delay \(Text.milliseconds(.seconds(bad.delay)))", bad.jitter == 0 ? nil : "jitter \(Text.milliseconds(.seconds(bad.jitter)))",
            share("loss", bad.loss), share("duplicate", bad.duplicate), share("reorder", bad.reorder), bad.rate.map { "rate \(rate($0))" },
        ]
        return words.compactMap { $0 }.joined(separator: " ")
    }
}
