import Addresses
import Testing

@testable import Netlink

@Suite("Neighbour and forwarding requests in bytes (little endian)")
struct NeighbourMessageTests {
    @Test func `a permanent neighbour`() throws {
        let entry = NeighbourEntry(
            link: "flannel.1", address: IPAddress("192.168.11.0")!, mac: MACAddress("8a:e7:df:c0:84:07")!)
        let bytes = try encoded { batch throws(NetlinkError) in
            try entry.add(to: &batch, names: FixedNames())
            try entry.replace(in: &batch, names: FixedNames())
            try NeighbourEntry(link: "eth0", address: entry.address).remove(from: &batch, names: FixedNames())
        }
        let body: [UInt8] = [
            2, 0, 0, 0, 9, 0, 0, 0, 0x80, 0, 0, 0,                  // ndmsg: AF_INET, flannel.1, NUD_PERMANENT
            8, 0, 1, 0, 192, 168, 11, 0,                            // NDA_DST
            10, 0, 2, 0, 0x8a, 0xe7, 0xdf, 0xc0, 0x84, 0x07, 0, 0,  // NDA_LLADDR
        ]
        #expect(bytes
            == [0x30, 0, 0, 0, 28, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0] + body     // RTM_NEWNEIGH, CREATE | EXCL
            + [0x30, 0, 0, 0, 28, 0, 0x01, 0x05, 0, 0, 0, 0, 0, 0, 0, 0] + body      // CREATE | REPLACE
            + [0x24, 0, 0, 0, 29, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0]                // RTM_DELNEIGH
            + [2, 0, 0, 0, 2, 0, 0, 0, 0x80, 0, 0, 0, 8, 0, 1, 0, 192, 168, 11, 0])
    }

    @Test func `a proxy entry has its flag`() throws {
        let entry = NeighbourEntry(link: "eth0", address: IPAddress("10.0.0.1")!, state: .none, isProxy: true)
        let bytes = try encoded { batch throws(NetlinkError) in try entry.add(to: &batch, names: FixedNames()) }
        #expect(bytes == [
            0x24, 0, 0, 0, 28, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,
            2, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0x08, 0,      // NTF_PROXY
            8, 0, 1, 0, 10, 0, 0, 1,
        ])
    }

    @Test func `forwarding entries bear the bits that bridge sends`() throws {
        let entry = ForwardingEntry(
            link: "flannel.1", mac: .zero, destination: IPAddress("10.57.4.21")!, vni: 7, port: 4789, via: "eth0")
        let bytes = try encoded { batch throws(NetlinkError) in
            try entry.add(to: &batch, names: FixedNames())
            try ForwardingEntry(link: "eth0", mac: .broadcast, state: .static, isMaster: true).remove(from: &batch, names: FixedNames())
            try ForwardingEntry(link: "eth0", mac: .broadcast, state: .dynamic).add(to: &batch, names: FixedNames())
            try ForwardingEntry(link: "eth0", mac: MACAddress("02:00:00:00:00:09")!).add(to: &batch, names: FixedNames())
        }
        #expect(bytes == [
            0x48, 0, 0, 0, 28, 0, 0x01, 0x0c, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_NEWNEIGH, CREATE | APPEND
            7, 0, 0, 0, 9, 0, 0, 0, 0xc0, 0, 0x02, 0,       // AF_BRIDGE, NUD_PERMANENT | NUD_NOARP, NTF_SELF
            10, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0,            // NDA_LLADDR
            8, 0, 1, 0, 10, 57, 4, 21,                      // NDA_DST
            6, 0, 6, 0, 0x12, 0xb5, 0, 0,                   // NDA_PORT
            8, 0, 7, 0, 7, 0, 0, 0,                         // NDA_VNI
            8, 0, 8, 0, 2, 0, 0, 0,                         // NDA_IFINDEX eth0

            0x28, 0, 0, 0, 29, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0,     // RTM_DELNEIGH
            7, 0, 0, 0, 2, 0, 0, 0, 0x42, 0, 0x04, 0,       // NUD_REACHABLE | NUD_NOARP, NTF_MASTER
            10, 0, 2, 0, 255, 255, 255, 255, 255, 255, 0, 0,

            0x28, 0, 0, 0, 28, 0, 0x01, 0x0c, 0, 0, 0, 0, 0, 0, 0, 0,  // CREATE | APPEND: a frame for a group goes to each
            7, 0, 0, 0, 2, 0, 0, 0, 0x02, 0, 0x02, 0,       // NUD_REACHABLE, NTF_SELF
            10, 0, 2, 0, 255, 255, 255, 255, 255, 255, 0, 0,

            0x28, 0, 0, 0, 28, 0, 0x01, 0x05, 0, 0, 0, 0, 0, 0, 0, 0,  // CREATE | REPLACE: a station is in one place
            7, 0, 0, 0, 2, 0, 0, 0, 0xc0, 0, 0x02, 0,       // NUD_PERMANENT | NUD_NOARP, NTF_SELF
            10, 0, 2, 0, 2, 0, 0, 0, 0, 9, 0, 0,
        ])
    }

    @Test func `the proxy delay is the ARP cache's, for one link, in milliseconds`() throws {
        let bytes = try encoded { batch throws(NetlinkError) in try batch.changeLink(LinkChange(proxyDelay: 800), index: 5, names: FixedNames()) }
        #expect(bytes == [
            0x3c, 0, 0, 0, 67, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0,     // RTM_SETNEIGHTBL
            2, 0, 0, 0,                                                 // ndtmsg: AF_INET
            14, 0, 1, 0, 0x61, 0x72, 0x70, 0x5f, 0x63, 0x61, 0x63, 0x68, 0x65, 0, 0, 0,  // NDTA_NAME "arp_cache"
            0x18, 0, 6, 0,                                              // NDTA_PARMS, 24
            8, 0, 1, 0, 5, 0, 0, 0,                                     // NDTPA_IFINDEX 5
            12, 0, 13, 0, 0x20, 0x03, 0, 0, 0, 0, 0, 0,                 // NDTPA_PROXY_DELAY 800
        ])
    }
}
