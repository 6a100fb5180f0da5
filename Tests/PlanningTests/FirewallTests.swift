import Addresses
import Testing
import Warren

@testable import Planning

@Suite struct FirewallTests {
    /// host1's rules of one chain, as nft has them.
    private func rules(_ hook: Firewall.Hook, _ lab: Lab) throws -> [String] {
        let chain = try Plan(lab).stages[0].state["host1"]?.firewall?.chains.first { $0.hook == hook }
        return chain?.rules.map(\.value) ?? []
    }

    private func rules(@FirewallBuilder _ content: () -> [FirewallRule]) throws -> [String] {
        try rules(.forward, pair { host1 { Firewall(.forward) { content() } } })
    }

    @Test func `addresses, networks and nodes are matched as sources and destinations`() throws {
        let rules = try rules {
            Drop(from: podA, to: podB)
            Drop(from: "10.0.0.0/8", to: host2["eth0"])
            Accept(to: "192.168.11.7")
            Drop()
        }
        #expect(rules == [
            "ip saddr 192.168.10.10 ip daddr 192.168.11.10 drop", "ip saddr 10.0.0.0/8 ip daddr 10.57.4.21 drop",
            "ip daddr 192.168.11.7 accept", "drop",
        ])
    }

    @Test func `of a kind of traffic any will do, and of the kinds all must`() throws {
        let rules = try rules {
            Accept(.established, .related)
            Accept(.tcp, .udp, .icmp, .icmpv6, .ipip, .gre)
            Accept(.new, .ipip, from: host2)
            Accept(.new, .established, .new, .udp(to: 4789, 8472...8473), iif: "eth0", oif: "veth-pod-a")
            Accept(.tcp(from: 80), .untracked, .invalid)
            Accept(.icmp(.echoRequest)); Accept(.icmp(.echoReply), .icmp(.timeExceeded)); Accept(.icmpv6(.parameterProblem))
        }
        #expect(rules == [
            "ct state established,related accept", "meta l4proto { tcp, udp, icmp, icmpv6, 4, 47 } accept",
            "ip saddr 10.57.4.21 meta l4proto 4 ct state new accept",
            "iifname \"eth0\" oifname \"veth-pod-a\" udp dport { 4789, 8472-8473 } ct state new,established accept",
            "tcp sport 80 ct state untracked,invalid accept", "icmp type echo-request accept",
            "icmp type { echo-reply, time-exceeded } accept", "icmpv6 type parameter-problem accept",
        ])
    }

    @Test func `every verdict has its words`() throws {
        let rules = try rules {
            Count(.udp); Drop(counted: true); Reject(); Reject().with(.hostUnreachable); Reject().with(.noRoute); Reject().with(.prohibited); Reject(.tcp).with(.tcpReset)
        }
        #expect(rules == [
            "meta l4proto udp counter", "counter drop", "reject with icmpx port-unreachable", "reject with icmpx host-unreachable",
            "reject with icmpx no-route", "reject with icmpx admin-prohibited", "meta l4proto tcp reject with tcp reset",
        ])
    }

    @Test func `a rule for nodes of both families is two`() throws {
        let a = Host("host1", "10.0.0.1/24", "fd00::1/64"), b = Host("host2", "10.0.0.2/24", "fd00::2/64", "fd00::3/64")
        let lab = Lab("both") { Segment("lan") { a; b }; a { Firewall(.output) { Drop(from: a, to: b); Drop(.icmpv6, to: b); Drop(to: "fd00::9") } } }
        #expect(try rules(.output, lab) == [
            "ip saddr 10.0.0.1 ip daddr 10.0.0.2 drop", "ip6 saddr fd00::1 ip6 daddr { fd00::2, fd00::3 } drop",
            "ip6 daddr { fd00::2, fd00::3 } meta l4proto icmpv6 drop", "ip6 daddr fd00::9 drop",
        ])
    }

    @Test func `firewalls of one hook are one chain, the base's rules first`() throws {
        let lab = pair {
            host1 { Firewall(.input) { Accept(.tcp) }; Firewall(.forward) { Accept(.udp) } }
            Stage("one") { host1 { Firewall(.forward, policy: .drop) { Accept(.icmp) } } }
        }
        let table = try #require(try Plan(lab).stages[0].state["host1"]?.firewall)
        #expect(table.script == """
            add table inet warren
            delete table inet warren
            add table inet warren
            add chain inet warren input { type filter hook input priority filter;policy accept;}
            add rule inet warren input meta l4proto tcp accept
            add chain inet warren forward { type filter hook forward priority filter;policy drop;}
            add rule inet warren forward meta l4proto udp accept
            add rule inet warren forward meta l4proto icmp accept

            """)
    }

    @Test func `a table comes as commands, is replaced when it differs, and goes when a stage has none`() throws {
        let lab = pair {
            Stage("none") {}
            Stage("one") { host1 { Firewall(.forward) { Drop(iif: "eth0") } } }
            Stage("same, elsewhere in the file") { host1 { Firewall(.forward, policy: .accept) { Drop(iif: "eth0") } } }
            Stage("other") { host1 { Firewall(.forward) } }
        }
        let make = [
            "nft add table inet warren", "nft add chain inet warren forward '{ type filter hook forward priority filter;policy accept;}'",
        ]
        let rule = #"nft add rule inet warren forward iifname '"eth0"' drop"#
        #expect(try commands(lab, from: 1, to: 2, on: "host1") == [(make + [rule]).joined(separator: "; ")])
        #expect(try commands(lab, from: 2, to: 3, on: "host1") == [])
        #expect(try commands(lab, from: 3, to: 4, on: "host1") == [(["nft delete table inet warren"] + make).joined(separator: "; ")])
        #expect(try commands(lab, from: 4, to: 1, on: "host1") == ["nft delete table inet warren"])
        #expect(try commands(lab, to: 2, on: "host1").last == (make + [rule]).joined(separator: "; "))
    }

    @Test func `a table that somebody altered or removed is made again, and one that runs is left`() throws {
        let plan = try Plan(pair { host1 { Firewall(.forward) { Drop() } } })
        let state = plan.stages[0].state
        let firewall = try #require(state["host1"]?.firewall)
        func steps(_ observed: PlannedFirewall?) -> [String] {
            var running = state
            _ = running.update("host1") { $0.firewall = observed }
            return running.steps(to: state, removingBecause: "").map { String($0.command.prefix(28)) }
        }
        #expect(steps(firewall) == [])
        #expect(steps(nil) == ["nft add table inet warren; n"])
        #expect(steps(.altered(at: firewall.source)) == ["nft delete table inet warren"])
    }
}
