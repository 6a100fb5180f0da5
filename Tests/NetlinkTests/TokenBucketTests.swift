import Addresses
import Testing

@testable import Netlink

@Suite("Token buckets")
struct TokenBucketTests {
    @Test func `the request names the Ethernet layer and gives the burst in bytes`() throws {
        let bucket = TokenBucket(link: "eth0", rate: 8_000_000, burst: 4096, limit: 54096)
        let bytes = try encoded { batch throws(NetlinkError) in try bucket.add(to: &batch, names: FixedNames()) }
        #expect(bytes == [
            0x60, 0, 0, 0, 36, 0, 0x01, 0x05, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_NEWQDISC, REQUEST | REPLACE | CREATE
            0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0,  // tcmsg: eth0, TC_H_ROOT
            8, 0, 1, 0, 0x74, 0x62, 0x66, 0,        // TCA_KIND tbf
            0x34, 0, 2, 0,                          // TCA_OPTIONS
            0x28, 0, 1, 0,                          // TCA_TBF_PARMS: tc_tbf_qopt
            0, 1, 0, 0, 0, 0, 0, 0, 0x40, 0x42, 0x0f, 0,  // rate: TC_LINKLAYER_ETHERNET, 1,000,000 bytes a second
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,     // no peak rate
            0x50, 0xd3, 0, 0,                       // limit
            0x00, 0xfa, 0, 0,                       // buffer: 4,096 µs in ticks of 64 ns
            0, 0, 0, 0,                             // no peak MTU
            8, 0, 6, 0, 0, 0x10, 0, 0,              // TCA_TBF_BURST
        ])
    }

    @Test func `tc shows the rate, the burst and the time that a packet may wait`() throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        let bucket = TokenBucket(link: "v0", rate: 10_000_000, burst: 5000, latency: 50_000)
        #expect(bucket.limit == 62_500 + 5000)
        try namespace.socket.execute { batch throws(NetlinkError) in try bucket.add(to: &batch, names: table) }
        let shown = try #require(try namespace.show("tc qdisc show dev v0").first)
        let options = try #require(shown["options"] as? [String: Any])
        #expect(shown["kind"] as? String == "tbf" && options["rate"] as? Int == 1_250_000)
        #expect(options["burst"] as? Int == 5000 && (options["lat"] as? Int).map { abs($0 - 50_000) < 20 } == true)
        #expect(try namespace.all(TokenBucket.self) == [bucket])

        // As fast again: the same queue, changed in place.
        let faster = TokenBucket(link: "v0", rate: 40_000_000_000, burst: 100_000, limit: 1_000_000)
        try namespace.socket.execute { batch throws(NetlinkError) in try faster.add(to: &batch, names: table) }
        let found = try #require(try namespace.all(TokenBucket.self).first)
        #expect(found.rate == faster.rate && found.limit == faster.limit)
        try namespace.socket.execute { batch throws(NetlinkError) in try bucket.remove(from: &batch, names: table) }
        #expect(try namespace.all(TokenBucket.self).isEmpty)
    }
}
