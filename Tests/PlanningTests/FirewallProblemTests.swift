import Planning
import Testing
import Warren

@Suite struct FirewallProblemTests {
    @Test func `a rule's links are the node's, and of the hook`() {
        let unknown = Drop(iif: "eth1"), line1 = #line
        let came = Drop(iif: "eth0"), line2 = #line
        let leaves = Drop(oif: "eth0"), line3 = #line
        #expect(faults { host1 { Firewall(.forward) { unknown }; Firewall(.output) { came }; Firewall(.input) { leaves } } } == [
            "\(line1): host1 has no link eth1; it has eth0, veth-pod-a",
            "\(line2): a packet of the node's own came by no link; iif belongs in an input or forward firewall",
            "\(line3): a packet for the node itself leaves by no link; oif belongs in a forward or output firewall",
        ])
    }

    @Test(arguments: ["br*", "a\"drop", "x;y", "$x", "{}", "a\\b", "#a", "'a"])
    func `a link that nft would take for something else cannot be named`(name: String) {
        let rule = Drop(iif: name), line = #line
        #expect(faults { host1 { Bridge(name); Firewall(.forward) { rule } } } == [
            "\(line): nft cannot name the link \"\(name)\"; expected letters, digits and . _ - + @ ~",
        ])
    }

    @Test(arguments: ["accept", "ip", "drop", "eth0.100", "a-b_c+d@e~f", "1"])
    func `a link may be called like a word of nft's`(name: String) throws {
        let lab = pair { host1 { Bridge(name); Firewall(.forward) { Drop(oif: name) } } }
        #expect(try Plan(lab).stages[0].state["host1"]?.firewall?.chains[0].rules[0].value == "oifname \"\(name)\" drop")
    }

    @Test func `addresses are addresses, networks, or nodes that have one`() {
        let text = Drop(from: "10.0.0.1; drop"), line1 = #line
        let network = Drop(to: "10.0.0.0/33"), line2 = #line
        let stranger = Drop(from: Namespace("stranger")), line3 = #line
        let bare = Namespace("bare")
        let none = Drop(to: bare), line4 = #line
        #expect(faults { bare; host1 { Firewall(.forward) { text; network; stranger; none } } } == [
            "\(line1): \"10.0.0.1; drop\" is not an address; expected one such as 10.57.4.20 or fd00::20",
            "\(line2): \"10.0.0.0/33\" is not a network; expected one such as 192.168.11.0/24",
            "\(line3): stranger is not part of the lab: declare it, by its own name or within a Segment",
            "\(line4): bare has no address",
        ])
    }

    @Test func `both ends of a packet are of one family`() {
        let mixed = Drop(from: "fd00::1", to: host2), line1 = #line
        let four = Drop(.icmp, from: "fd00::1"), line2 = #line
        let six = Drop(.icmpv6(.echoRequest), from: podA), line3 = #line
        #expect(faults { host1 { Firewall(.forward) { mixed; four; six } } } == [
            "\(line1): fd00::1 and host2 have no address of one family",
            "\(line2): ICMP is of IPv4, and the rule's addresses are not",
            "\(line3): ICMPv6 is of IPv6, and the rule's addresses are not",
        ])
    }

    @Test func `ports are ports, and of one protocol`() {
        let high = Accept(.udp(to: 65536)), line1 = #line
        let low = Accept(.tcp(from: -1...80)), line2 = #line
        let two = Accept(.udp(to: 53), .tcp(to: 53)), line3 = #line
        let more = Accept(.udp(to: 53), .icmp), line4 = #line
        let reset = Reject(.udp).with(.tcpReset), line5 = #line
        #expect(faults { host1 { Firewall(.forward) { high; low; two; more; reset } } } == [
            "\(line1): 65536 is not a port; expected 0 to 65535",
            "\(line2): -1 is not a port; expected 0 to 65535",
            "\(line3): ports and ICMP messages are of one protocol; give each a rule of its own",
            "\(line4): ports and ICMP messages are of one protocol; give each a rule of its own",
            "\(line5): only TCP knows a reset; the rule must be for .tcp alone",
        ])
    }

    @Test func `a chain has one policy`() {
        let first = Firewall(.forward, policy: .drop), line1 = #line
        let second = Firewall(.forward, policy: .accept), line2 = #line
        #expect(faults { host1 { first; second; Firewall(.input, policy: .accept) } } == [
            "\(line2): the policy of host1's forward firewall is already drop (line \(line1)); a node has one of each hook",
        ])
    }

    @Test func `a firewall cannot be expected, and the setting of bridges is one`() {
        let expected = Firewall(.forward), line = #line
        #expect(faults { underlay { Sysctl("net.bridge.bridge-nf-call-iptables", 1) }; Expect(host1) { expected } } == [
            "\(line): Firewall makes nothing of its own that could be there; expected a link, an address, a route or the like",
        ])
    }
}
