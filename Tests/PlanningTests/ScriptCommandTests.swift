import Addresses
import Netlink
import Testing
import Warren

@testable import Planning

@Suite struct ScriptCommandTests {
    private func lines(_ operation: Planning.Operation) -> [String] {
        Step(node: "host1", operation: operation, reason: "", source: SourceLocation(file: "a.swift", line: 1))
            .scriptCommands { "lab.\($0)" }.map(\.line)
    }

    @Test func `each command enters its node by itself`() {
        #expect(lines(.createNamespace) == ["ip netns add lab.host1"])
        #expect(lines(.add(AddressEntry(link: "eth0", address: Prefix("10.0.0.1/24")!))) == ["ip -n lab.host1 addr add 10.0.0.1/24 dev eth0"])
        #expect(lines(.setSysctl("net.ipv4.ip_forward", value: "1")) == ["ip netns exec lab.host1 sysctl -qw net.ipv4.ip_forward=1"])
        #expect(lines(.changeLink("eth0", LinkChange(up: true, hairpin: true))) == ["bridge -n lab.host1 link set dev eth0 hairpin on", "ip -n lab.host1 link set dev eth0 up"])
    }

    @Test func `a link's name is never taken for a word of ip's`() {
        #expect(lines(.deleteLink("type")) == ["ip -n lab.host1 link del dev type"])
        #expect(lines(.changeLink("up", LinkChange(up: false))) == ["ip -n lab.host1 link set dev up down"])
    }

    @Test func `a cable's other end is in the other node's namespace`() {
        let request = LinkRequest(name: "eth0", kind: .veth(VethLink(peerName: "x;y", peerNamespace: "host2")))
        #expect(lines(.createLink(request)) == ["ip -n lab.host1 link add dev eth0 type veth peer name 'x;y' netns lab.host2"])
    }

    @Test func `what a kernel may lack is made with care`() {
        let request = LinkRequest(name: "tunl1", kind: .ipip(IPIPLink(ttl: 64)))
        #expect(lines(.createLink(request)) == ["making ipip ip -n lab.host1 link add dev tunl1 type ipip ttl 64"])
        let impairment = Impairment(link: "eth0", loss: 1)
        let words = "tc -n lab.host1 qdisc replace dev eth0 root handle 1: netem limit 1000 loss 100%"
        #expect(lines(.add(impairment)) == ["making netem " + words])
        #expect(lines(.remove(impairment)) == ["tc -n lab.host1 qdisc del dev eth0 root"])
    }

    @Test func `a macvlan's own name is behind its word`() {
        let request = LinkRequest(name: "type", kind: .macvlan(MacvlanLink(lower: "up")))
        #expect(lines(.createLink(request)) == ["ip -n lab.host1 link add link up name type type macvlan mode bridge"])
    }

    @Test func `limits, rules and firewalls enter their node, and a set is one word`() {
        #expect(lines(.add(TokenBucket(link: "eth0", rate: 8000, burst: 2000, limit: 3000)))
            == ["tc -n lab.host1 qdisc replace dev eth0 root tbf rate 8000bit burst 2000 limit 3000"])
        let line = SourceLocation(file: "a.swift", line: 1)
        let rule = Declared("iifname \"eth0\" udp dport { 4789, 8472 } drop", at: line, because: "")
        let firewall = PlannedFirewall(chains: [.init(hook: .input, policy: .drop, source: line, rules: [rule])], at: line, because: "")
        #expect(lines(.setFirewall(firewall, replacing: false)) == [
            "ip netns exec lab.host1 nft add table inet warren",
            "ip netns exec lab.host1 nft add chain inet warren input '{ type filter hook input priority filter;policy drop;}'",
            #"ip netns exec lab.host1 nft add rule inet warren input iifname '"eth0"' udp dport '{ 4789, 8472 }' drop"#,
        ])
    }

    @Test func `a program is run with its words as they are, and waited for`() {
        let words = ["sh", "-c", "echo $(id)\n", "a b"]
        #expect(lines(.start(PlannedProcess(arguments: words))) == [#"running lab.host1 - - - sh -c $'echo $(id)\n' 'a b'"#])
        let ready = PlannedProcess.Readiness(transport: .udp, port: 53)
        #expect(lines(.start(PlannedProcess(arguments: ["named"], ready: ready, patience: .milliseconds(1250))))
            == ["running lab.host1 udp 53 13 named"])
    }

    @Test func `what Warren serves itself is a comment, whatever it says`() {
        let server = PlannedServer(transport: .udp, port: 7, service: .reply("a\nreboot\u{1b}[2J'"))
        #expect(lines(.serve(server)) == [
            "# Warren serves this itself, without a program; something like it, to type:",
            #"#   ip netns exec lab.host1 env SAYS=$'a\nreboot\x1b[2J\'' socat UDP-RECVFROM:7,fork 'SYSTEM:printf %s \"$SAYS\"' &"#,
        ])
        #expect(lines(.serve(PlannedServer(transport: .tcp, port: 80, service: .pages([:])))).last == "#   ip netns exec lab.host1 python3 -m http.server 80 &")
    }

    @Test func `a kernel without IPv6 has nothing to switch off`() {
        #expect(lines(.setSysctl("net.ipv6.conf.default.disable_ipv6", value: "1")) == ["ip netns exec lab.host1 sysctl -qwe net.ipv6.conf.default.disable_ipv6=1"])
    }

    @Test(arguments: [
        ("eth0", "eth0"), ("10.0.0.0/8", "10.0.0.0/8"), ("a=b", "a=b"), ("", "''"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#),
        ("$(id)`id`", "'$(id)`id`'"), ("~", "'~'"), ("*?[", "'*?['"), ("!x", "'!x'"), (#"a\b"#, #"'a\b'"#), ("a\nb'\\", #"$'a\nb\'\\'"#),
        ("\u{1b}[2J", #"$'\x1b[2J'"#), ("\u{202e}x", #"$'\xe2\x80\xaex'"#), ("é", "'é'"),
    ])
    func `a word is quoted when it needs to be`(_ text: String, _ word: String) {
        #expect(ShellWord.quoted(text) == word)
    }

    @Test func `a comment is one line, without what a terminal would act on`() {
        #expect(ShellWord.comment("a\r\nb\u{1b}[2J\u{2028}c\u{202e}d é") == "a  b [2J c d é")
    }
}
