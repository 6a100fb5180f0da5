import Addresses
import Testing

@testable import Netlink

@Suite("Address and route requests in bytes (little endian)")
struct RouteMessageTests {
    @Test func `an IPv4 address has itself as its peer`() throws {
        let entry = AddressEntry(
            link: "eth0", address: Prefix("10.57.4.20/24")!, broadcast: IPAddress("10.57.4.255")!)
        let bytes = try encoded { batch throws(NetlinkError) in try entry.add(to: &batch, names: FixedNames()) }
        #expect(bytes == [
            0x30, 0, 0, 0, 20, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_NEWADDR, REQUEST | EXCL | CREATE
            2, 24, 0, 0, 2, 0, 0, 0,        // ifaddrmsg: AF_INET, /24, no flags, scope global, eth0
            8, 0, 2, 0, 10, 57, 4, 20,      // IFA_LOCAL
            8, 0, 1, 0, 10, 57, 4, 20,      // IFA_ADDRESS
            8, 0, 4, 0, 10, 57, 4, 255,     // IFA_BROADCAST
        ])
    }

    @Test func `an IPv6 address may skip duplicate address detection, and a loopback one has host scope`() throws {
        let entry = AddressEntry(link: "eth0", address: Prefix("::1/128")!, noDAD: true)
        let bytes = try encoded { batch throws(NetlinkError) in try entry.add(to: &batch, names: FixedNames()) }
        #expect(bytes == [
            0x40, 0, 0, 0, 20, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,
            10, 128, 0x02, 254, 2, 0, 0, 0,     // AF_INET6, /128, IFA_F_NODAD, RT_SCOPE_HOST, eth0
            20, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
            20, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
        ])
    }

    @Test func `a point-to-point address is removed with its peer`() throws {
        let entry = AddressEntry(
            link: "eth0", address: Prefix("10.0.0.1/32")!, peer: IPAddress("10.0.0.2")!, scope: .link)
        let bytes = try encoded { batch throws(NetlinkError) in try entry.remove(from: &batch, names: FixedNames()) }
        #expect(bytes == [
            0x28, 0, 0, 0, 21, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_DELADDR, REQUEST
            2, 32, 0, 253, 2, 0, 0, 0,      // AF_INET, /32, RT_SCOPE_LINK, eth0
            8, 0, 2, 0, 10, 0, 0, 1,        // IFA_LOCAL
            8, 0, 1, 0, 10, 0, 0, 2,        // IFA_ADDRESS: the peer
        ])
    }

    @Test func `an onlink route with everything`() throws {
        let route = RouteEntry(
            destination: Prefix("192.168.11.0/24")!, via: IPAddress("10.57.4.21")!, device: "eth0", onlink: true,
            source: IPAddress("10.57.4.20")!, metric: 100, table: 1000, proto: 80, mtu: 1480)
        let bytes = try encoded { batch throws(NetlinkError) in try route.add(to: &batch, names: FixedNames()) }
        #expect(bytes == [
            0x58, 0, 0, 0, 24, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_NEWROUTE
            2, 24, 0, 0, 0, 80, 0, 1, 4, 0, 0, 0,   // AF_INET, /24, table below, proto 80, global, unicast, RTNH_F_ONLINK
            8, 0, 1, 0, 192, 168, 11, 0,            // RTA_DST
            8, 0, 5, 0, 10, 57, 4, 21,              // RTA_GATEWAY
            8, 0, 4, 0, 2, 0, 0, 0,                 // RTA_OIF eth0
            8, 0, 7, 0, 10, 57, 4, 20,              // RTA_PREFSRC
            8, 0, 6, 0, 100, 0, 0, 0,               // RTA_PRIORITY
            12, 0, 8, 0, 8, 0, 2, 0, 0xc8, 0x05, 0, 0,  // RTA_METRICS { RTAX_MTU 1480 }
            8, 0, 15, 0, 0xe8, 0x03, 0, 0,          // RTA_TABLE 1000
        ])
    }

    @Test func `a route without a next hop has link scope, and the default route no destination`() throws {
        let route = RouteEntry(destination: .default(.ipv4), device: "eth0")
        let bytes = try encoded { batch throws(NetlinkError) in
            try route.replace(in: &batch, names: FixedNames())
            try route.remove(from: &batch, names: FixedNames())
        }
        #expect(bytes == [
            0x24, 0, 0, 0, 24, 0, 0x01, 0x05, 0, 0, 0, 0, 0, 0, 0, 0,   // REQUEST | REPLACE | CREATE
            2, 0, 0, 0, 254, 3, 253, 1, 0, 0, 0, 0,     // /0, main, RTPROT_BOOT, RT_SCOPE_LINK, unicast
            8, 0, 4, 0, 2, 0, 0, 0,
            0x24, 0, 0, 0, 25, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0,      // RTM_DELROUTE
            2, 0, 0, 0, 254, 0, 255, 1, 0, 0, 0, 0,     // of anybody, RT_SCOPE_NOWHERE
            8, 0, 4, 0, 2, 0, 0, 0,
        ])
    }

    @Test func `an IPv4 route may have an IPv6 next hop`() throws {
        let route = RouteEntry(
            destination: Prefix("10.1.0.0/16")!, via: IPAddress("fe80::1")!, device: "eth0")
        let bytes = try encoded { batch throws(NetlinkError) in try route.add(to: &batch, names: FixedNames()) }
        #expect(bytes == [
            0x44, 0, 0, 0, 24, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,
            2, 16, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0,
            8, 0, 1, 0, 10, 1, 0, 0,                                    // RTA_DST
            22, 0, 18, 0, 10, 0, 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0,  // RTA_VIA: AF_INET6, address
            8, 0, 4, 0, 2, 0, 0, 0,                                     // RTA_OIF
        ])
    }

    @Test func `an IPv6 blackhole has global scope`() throws {
        let route = RouteEntry(destination: Prefix("2001:db8::/32")!, type: .blackhole)
        let bytes = try encoded { batch throws(NetlinkError) in try route.add(to: &batch, names: FixedNames()) }
        #expect(bytes == [
            0x30, 0, 0, 0, 24, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,
            10, 32, 0, 0, 254, 3, 0, 6, 0, 0, 0, 0,     // RTN_BLACKHOLE
            20, 0, 1, 0, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ])
    }
}
