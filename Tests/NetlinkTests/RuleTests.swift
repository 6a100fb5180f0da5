import Addresses
import CNetlink
import Glibc
import Testing

@testable import Netlink

@Suite("Policy rules")
struct RuleTests {
    @Test func `a rule is a fib_rule_hdr and its conditions`() throws {
        let rule = RuleEntry(
            family: .ipv4, priority: 100, from: Prefix("192.168.10.0/24")!, to: Prefix("10.0.0.0/8")!, mark: 0x40,
            inputLink: "eth0", table: 1000)
        let bytes = try encoded { batch throws(NetlinkError) in try rule.add(to: &batch, names: LinkTable()) }
        #expect(bytes == [
            0x50, 0, 0, 0, 32, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_NEWRULE, REQUEST | EXCL | CREATE
            2, 8, 24, 0, 0, 0, 0, 1, 0, 0, 0, 0,    // AF_INET, dst /8, src /24, table below, FR_ACT_TO_TBL
            8, 0, 2, 0, 192, 168, 10, 0,            // FRA_SRC
            8, 0, 1, 0, 10, 0, 0, 0,                // FRA_DST
            8, 0, 10, 0, 0x40, 0, 0, 0,             // FRA_FWMARK
            9, 0, 3, 0, 0x65, 0x74, 0x68, 0x30, 0, 0, 0, 0,  // FRA_IIFNAME eth0
            8, 0, 15, 0, 0xe8, 0x03, 0, 0,          // FRA_TABLE 1000
            8, 0, 6, 0, 100, 0, 0, 0,               // FRA_PRIORITY
        ])
    }

    @Test func `rules of both families come, read back as asked, and go`() throws {
        let namespace = try TestNamespace.withBridge()
        let rules = [
            RuleEntry(family: .ipv4, priority: 100, from: Prefix("192.168.10.0/24")!, table: 100),
            RuleEntry(family: .ipv4, priority: 101, to: Prefix("10.0.0.7/32")!, mark: 64, table: 1000),
            RuleEntry(family: .ipv4, priority: 102, inputLink: "v0", table: 254),
            RuleEntry(family: .ipv6, priority: 100, from: Prefix("2001:db8::/32")!, table: 100),
        ]
        try namespace.socket.execute { batch throws(NetlinkError) in for rule in rules { try rule.add(to: &batch, names: LinkTable()) } }
        let shown = try namespace.show("ip rule show")
        let first = try #require(shown.first { $0["priority"] as? Int == 100 })
        #expect(first["src"] as? String == "192.168.10.0" && first["srclen"] as? Int == 24 && first["table"] as? String == "100")
        let second = try #require(shown.first { $0["priority"] as? Int == 101 })
        #expect(second["dst"] as? String == "10.0.0.7" && second["fwmark"] as? String == "0x40" && second["table"] as? String == "1000")
        let third = try #require(shown.first { $0["priority"] as? Int == 102 })
        #expect(third["iif"] as? String == "v0" && third["table"] as? String == "main")
        #expect(try namespace.show("ip -6 rule show").contains { $0["src"] as? String == "2001:db8::" })

        let read = try namespace.socket.rules()
        for rule in rules { #expect(read.contains(rule), "\(rule)") }
        #expect(read.contains { $0.priority == 32766 && $0.table == 254 && $0.family == .ipv4 })
        try namespace.socket.execute { batch throws(NetlinkError) in for rule in rules { try rule.remove(from: &batch, names: LinkTable()) } }
        #expect(try namespace.show("ip rule show").count == 3)
        #expect(try namespace.socket.rules().allSatisfy { $0.priority == 0 || $0.priority > 32765 })
    }

    @Test func `a rule that somebody made with ip is known whole: it goes by what was read of it, and comes back as it was`() throws {
        let namespace = try TestNamespace.withBridge()
        let made = [
            "not from 10.1.0.0/16 lookup 100", "fwmark 0x40/0xf0 lookup 100", "sport 80 dport 8000-8080 ipproto tcp lookup 100",
            "uidrange 0-99 lookup 100", "oif v0 lookup 100", "tos 8 lookup 100", "to 10.2.0.0/16 unreachable", "prohibit", "blackhole",
            "goto 32766", "lookup main suppress_prefixlength 0",
        ]
        func ip(_ words: String) throws { try namespace.run("sh", "-c", words) }
        func shown() throws -> [String] {
            String(decoding: try namespace.run("ip", "rule", "show"), as: UTF8.self).split(separator: "\n").map(String.init)
        }
        for (position, words) in made.enumerated() { try ip("ip rule add priority \(1000 + position) \(words)") }
        let before = try shown()
        let rules = try namespace.socket.rules(family: .ipv4).filter { (1000...1100).contains($0.priority) }
        #expect(rules.count == made.count && Set(rules.map { $0.words.dropLast(2) }).count == made.count)
        for rule in rules {
            try namespace.socket.execute { batch throws(NetlinkError) in try rule.remove(from: &batch, names: LinkTable()) }
            #expect(try !shown().contains { $0.hasPrefix("\(rule.priority):") }, "\(rule)")
            try namespace.socket.execute { batch throws(NetlinkError) in try rule.add(to: &batch, names: LinkTable()) }
        }
        #expect(try shown() == before)
        // And so it does by the words that a reader is told.
        for rule in rules {
            try ip(rule.removals[0].joined(separator: " "))
            try ip(rule.additions[0].joined(separator: " "))
        }
        #expect(try shown() == before)
    }

    /// Found by fuzzing: an attribute says by its length which family it is of.
    @Test func `an address of the other family is no condition of a rule`() {
        var writer = MessageWriter()
        var header = fib_rule_hdr()
        (header.family, header.src_len, header.dst_len, header.action) = (UInt8(AF_INET6), 64, 128, UInt8(FR_ACT_TO_TBL))
        writer.fixed(header)
        writer.put(Int(FRA_SRC), address: IPAddress("10.0.0.1")!)
        writer.put(Int(FRA_DST), address: IPAddress("2001:db8::1")!)
        let rule = writer.bytes.withUnsafeBytes { RuleEntry(payload: $0) }
        #expect(rule?.from == nil)
        #expect(rule?.to == Prefix("2001:db8::1/128"))
    }
}
