import Testing

@testable import Addresses

@Suite("Addresses are read strictly and written canonically")
struct AddressTextTests {
    @Test("an IPv4 address keeps its text", arguments: ["0.0.0.0", "10.57.4.20", "255.255.255.255"])
    func ipv4(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == text)
        #expect(IPAddress(bytes: address.bytes) == address)
    }

    @Test("an IPv6 address is written as RFC 5952 recommends", arguments: [
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"), ("::1", "::1"), ("fe80::", "fe80::"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ("::ffff:10.1.2.3", "::ffff:a01:203"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
    ])
    func ipv6(text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == canonical)
        #expect(IPAddress(canonical) == address)
        #expect(IPAddress(bytes: address.bytes) == address)
    }

    @Test("the group in which neighbour discovery asks has the address's last 24 bits")
    func solicitedNodeGroup() {
        #expect(IPAddress("fd00:57:4::12ab:cdef")?.solicitedNodeGroup == IPAddress("ff02::1:ffab:cdef"))
        #expect(IPAddress("10.57.4.20")?.solicitedNodeGroup == nil)
    }

    @Test("what is no address is refused", arguments: [
        "", "10.57.4", "10.57.4.256", "10.57.4.020", "10.57.4.20.1", "10.57.4.-1", "10.57.4.00", "10.57..20", ".57.4.20", "10.57.4.", "10.57.4.20.", "...", "+1.2.3.4", "1.2.3.4 ", "a.b.c.d",
        ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "::g", "1:2:3:4:5:6:7::8", "::1.2.3",
        "1.2.3.4::", "+1::",
    ])
    func refused(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("a prefix knows its network, its broadcast address and what it contains")
    func prefix() throws {
        let prefix = try #require(Prefix("10.57.4.20/24"))
        #expect(prefix.description == "10.57.4.20/24")
        #expect(prefix.network.description == "10.57.4.0/24")
        #expect(prefix.broadcast.description == "10.57.4.255")
        #expect(!prefix.isNetwork && prefix.network.isNetwork)
        #expect(prefix.contains(IPAddress("10.57.4.255")!))
        #expect(!prefix.contains(IPAddress("10.57.5.0")!))
        #expect(!prefix.contains(IPAddress("::")!))
        #expect(Prefix("::/0")!.contains(IPAddress("fe80::1")!))
        #expect(Prefix("0.0.0.0/0")!.contains(IPAddress("255.255.255.255")!))
        #expect(Prefix("10.0.0.1/32")!.isHost)
    }

    @Test("what is no prefix is refused", arguments: ["10.57.4.20", "10.57.4.20/", "10.57.4.20/24/8", "10.57.4.20/24 ", "10.57.4.20/33", "10.57.4.20/-1", "/24", "::/129", "1.2.3.4/+4"])
    func refusedPrefix(text: String) {
        #expect(Prefix(text) == nil)
    }

    @Test("a MAC address keeps its text in lower case")
    func mac() throws {
        let mac = try #require(MACAddress("8A:e7:df:c0:84:07"))
        #expect(mac.description == "8a:e7:df:c0:84:07")
        #expect(MACAddress(bytes: mac.bytes) == mac)
        #expect(!mac.isMulticast && MACAddress.broadcast.isMulticast)
        for text in ["", "8a:e7:df:c0:84", "8a:e7:df:c0:84:07:01", "8a:e7:df:c0:84:0g", "8ae7dfc08407", "+a:e7:df:c0:84:07"] {
            #expect(MACAddress(text) == nil)
        }
    }
}
