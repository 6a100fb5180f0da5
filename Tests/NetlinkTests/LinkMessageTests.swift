import Addresses
import Testing

@testable import Netlink

/// Names as the tests have them: no kernel is asked.
struct FixedNames: Names {
    var links: [String: Int32] = ["eth0": 2, "br0": 7, "flannel.1": 9]
    var namespaces: [String: Int32] = ["pod-a": 21]

    func index(of link: String) throws(NetlinkError) -> Int32 {
        guard let index = links[link] else { throw NetlinkError(operation: "test", errno: 19) }
        return index
    }

    func descriptor(ofNamespace node: String) throws(NetlinkError) -> Int32 {
        guard let descriptor = namespaces[node] else { throw NetlinkError(operation: "test", errno: 2) }
        return descriptor
    }
}

/// The bytes of a batch of what `encode` appends.
func encoded(_ encode: (inout Batch) throws(NetlinkError) -> Void) throws -> [UInt8] {
    var batch = Batch()
    try encode(&batch)
    return batch.bytes
}

@Suite("Link requests in bytes (little endian)")
struct LinkMessageTests {
    @Test func `a veth request carries its peer's header, name, MAC, MTU and namespace`() throws {
        let request = LinkRequest(
            name: "veth0",
            kind: .veth(
                VethLink(
                    peerName: "eth0", peerNamespace: "pod-a", peerMAC: MACAddress("8a:e7:df:c0:84:07")!, peerMTU: 1450)),
            mtu: 1500)
        let bytes = try encoded { batch throws(NetlinkError) in
            try batch.createLink(request, index: 100, peerIndex: 10, names: FixedNames())
        }
        #expect(bytes == [
            0x84, 0, 0, 0,          // length 132
            16, 0,                  // RTM_NEWLINK
            0x01, 0x06,             // REQUEST | EXCL | CREATE
            0, 0, 0, 0, 0, 0, 0, 0, // sequence and port: the socket's business
            0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,   // ifinfomsg, index 100
            10, 0, 3, 0, 0x76, 0x65, 0x74, 0x68, 0x30, 0, 0, 0, // IFLA_IFNAME "veth0"
            8, 0, 4, 0, 0xdc, 0x05, 0, 0,                       // IFLA_MTU 1500
            0x50, 0, 18, 0,                                     // IFLA_LINKINFO, 80 bytes
            9, 0, 1, 0, 0x76, 0x65, 0x74, 0x68, 0, 0, 0, 0,     // IFLA_INFO_KIND "veth"
            0x40, 0, 2, 0,                                      // IFLA_INFO_DATA, 64
            0x3c, 0, 1, 0,                                      // VETH_INFO_PEER, 60
            0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,    // ifinfomsg, index 10
            9, 0, 3, 0, 0x65, 0x74, 0x68, 0x30, 0, 0, 0, 0,     // IFLA_IFNAME "eth0"
            10, 0, 1, 0, 0x8a, 0xe7, 0xdf, 0xc0, 0x84, 0x07, 0, 0,  // IFLA_ADDRESS
            8, 0, 4, 0, 0xaa, 0x05, 0, 0,                       // IFLA_MTU 1450
            8, 0, 28, 0, 21, 0, 0, 0,                           // IFLA_NET_NS_FD 21
        ])
    }

    @Test func `a bridge request counts its ageing in hundredths of a second`() throws {
        let request = LinkRequest(
            name: "br0", kind: .bridge(BridgeLink(ageing: 1.5, stp: false, multicastSnooping: false)))
        let bytes = try encoded { batch throws(NetlinkError) in try batch.createLink(request, names: FixedNames()) }
        #expect(bytes == [
            0x54, 0, 0, 0, 16, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            8, 0, 3, 0, 0x62, 0x72, 0x30, 0,                // IFLA_IFNAME "br0"
            0x2c, 0, 18, 0,                                 // IFLA_LINKINFO, 44
            11, 0, 1, 0, 0x62, 0x72, 0x69, 0x64, 0x67, 0x65, 0, 0,  // IFLA_INFO_KIND "bridge"
            0x1c, 0, 2, 0,                                  // IFLA_INFO_DATA, 28
            8, 0, 4, 0, 0x96, 0, 0, 0,                      // IFLA_BR_AGEING_TIME 150
            8, 0, 5, 0, 0, 0, 0, 0,                         // IFLA_BR_STP_STATE 0
            5, 0, 23, 0, 0, 0, 0, 0,                        // IFLA_BR_MCAST_SNOOPING 0
        ])
    }

    @Test func `a vxlan request has addresses and port in network order`() throws {
        let request = LinkRequest(
            name: "vx",
            kind: .vxlan(
                VxlanLink(
                    id: 100, port: 4789, local: IPAddress("10.57.4.20")!, remote: IPAddress("2001:db8::1")!,
                    device: "eth0", learning: false, ageing: 300, ttl: 64)),
            mac: MACAddress("02:00:00:00:00:01")!, master: "br0")
        let bytes = try encoded { batch throws(NetlinkError) in try batch.createLink(request, names: FixedNames()) }
        #expect(bytes == [
            0x9c, 0, 0, 0, 16, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            7, 0, 3, 0, 0x76, 0x78, 0, 0,                   // IFLA_IFNAME "vx"
            10, 0, 1, 0, 2, 0, 0, 0, 0, 1, 0, 0,            // IFLA_ADDRESS
            8, 0, 10, 0, 7, 0, 0, 0,                        // IFLA_MASTER br0
            0x60, 0, 18, 0,                                 // IFLA_LINKINFO, 96
            10, 0, 1, 0, 0x76, 0x78, 0x6c, 0x61, 0x6e, 0, 0, 0,  // IFLA_INFO_KIND "vxlan"
            0x50, 0, 2, 0,                                  // IFLA_INFO_DATA, 80
            8, 0, 1, 0, 100, 0, 0, 0,                       // IFLA_VXLAN_ID
            6, 0, 15, 0, 0x12, 0xb5, 0, 0,                  // IFLA_VXLAN_PORT 4789
            8, 0, 4, 0, 10, 57, 4, 20,                      // IFLA_VXLAN_LOCAL
            20, 0, 16, 0, 0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,  // IFLA_VXLAN_GROUP6
            8, 0, 3, 0, 2, 0, 0, 0,                         // IFLA_VXLAN_LINK eth0
            5, 0, 5, 0, 64, 0, 0, 0,                        // IFLA_VXLAN_TTL
            5, 0, 7, 0, 0, 0, 0, 0,                         // IFLA_VXLAN_LEARNING 0
            8, 0, 8, 0, 0x2c, 0x01, 0, 0,                   // IFLA_VXLAN_AGEING 300
        ])
    }

    @Test func `an ipip request has its tunnel's ends`() throws {
        let request = LinkRequest(
            name: "tun0",
            kind: .ipip(
                IPIPLink(
                    local: IPAddress("10.57.4.20")!, remote: IPAddress("10.57.4.21")!, ttl: 64, pathMTUDiscovery: true,
                    device: "eth0")))
        let bytes = try encoded { batch throws(NetlinkError) in try batch.createLink(request, names: FixedNames()) }
        #expect(bytes == [
            0x70, 0, 0, 0, 16, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            9, 0, 3, 0, 0x74, 0x75, 0x6e, 0x30, 0, 0, 0, 0, // IFLA_IFNAME "tun0"
            0x44, 0, 18, 0,                                 // IFLA_LINKINFO, 68
            9, 0, 1, 0, 0x69, 0x70, 0x69, 0x70, 0, 0, 0, 0, // IFLA_INFO_KIND "ipip"
            0x34, 0, 2, 0,                                  // IFLA_INFO_DATA, 52
            8, 0, 2, 0, 10, 57, 4, 20,                      // IFLA_IPTUN_LOCAL
            8, 0, 3, 0, 10, 57, 4, 21,                      // IFLA_IPTUN_REMOTE
            8, 0, 1, 0, 2, 0, 0, 0,                         // IFLA_IPTUN_LINK eth0
            5, 0, 4, 0, 64, 0, 0, 0,                        // IFLA_IPTUN_TTL
            5, 0, 10, 0, 1, 0, 0, 0,                        // IFLA_IPTUN_PMTUDISC
            5, 0, 9, 0, 0, 0, 0, 0,                         // IFLA_IPTUN_PROTO any
        ])
    }

    @Test func `a change puts settings first, then the bridge port, then the flags`() throws {
        let change = LinkChange(
            up: true, mtu: 1400, master: .link("br0"), generatesIPv6Addresses: false,
            ipv4Settings: [.proxyARP: 1, .forwarding: 1], hairpin: true, learning: false)
        let bytes = try encoded { batch throws(NetlinkError) in
            try batch.changeLink(change, index: 5, names: FixedNames())
        }
        #expect(bytes == [
            0x58, 0, 0, 0, 19, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_SETLINK, REQUEST
            0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,         // index 5, no flags
            8, 0, 4, 0, 0x78, 0x05, 0, 0,                           // IFLA_MTU 1400
            8, 0, 10, 0, 7, 0, 0, 0,                                // IFLA_MASTER br0
            0x28, 0, 26, 0,                                         // IFLA_AF_SPEC, 40
            0x18, 0, 2, 0,                                          // AF_INET, 24
            0x14, 0, 1, 0,                                          // IFLA_INET_CONF, 20
            8, 0, 1, 0, 1, 0, 0, 0,                                 // IPV4_DEVCONF_FORWARDING 1
            8, 0, 3, 0, 1, 0, 0, 0,                                 // IPV4_DEVCONF_PROXY_ARP 1
            12, 0, 10, 0,                                           // AF_INET6, 12
            5, 0, 8, 0, 1, 0, 0, 0,                                 // IFLA_INET6_ADDR_GEN_MODE none

            0x34, 0, 0, 0, 19, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_SETLINK
            7, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,         // AF_BRIDGE, index 5
            0x14, 0, 12, 0x80,                                      // IFLA_PROTINFO, nested, 20
            5, 0, 4, 0, 1, 0, 0, 0,                                 // IFLA_BRPORT_MODE: hairpin
            5, 0, 8, 0, 0, 0, 0, 0,                                 // IFLA_BRPORT_LEARNING off

            0x20, 0, 0, 0, 19, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_SETLINK
            0, 0, 0, 0, 5, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0,         // index 5, IFF_UP of IFF_UP
        ])
    }

    @Test func `a vxlan device is told its new parameters in a message of its kind's own`() throws {
        let old = VxlanLink(id: 1, local: IPAddress("10.57.4.20")!, device: "eth0")
        let new = VxlanLink(id: 1, group: IPAddress("239.1.1.1")!, device: "eth0", learning: false, ageing: 60, ttl: 9)
        let change = try #require(LinkParametersChange(from: .vxlan(old), to: .vxlan(new)))
        let bytes = try encoded { batch throws(NetlinkError) in
            try batch.changeLink(LinkChange(parameters: change), index: 5, names: FixedNames())
        }
        #expect(bytes == [
            0x64, 0, 0, 0, 16, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_NEWLINK, and not to be made
            0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0x44, 0, 18, 0,                                         // IFLA_LINKINFO, 68
            10, 0, 1, 0, 0x76, 0x78, 0x6c, 0x61, 0x6e, 0, 0, 0,     // IFLA_INFO_KIND "vxlan"
            0x34, 0, 2, 0,                                          // IFLA_INFO_DATA, 52
            8, 0, 4, 0, 0, 0, 0, 0,                                 // IFLA_VXLAN_LOCAL: none
            8, 0, 2, 0, 239, 1, 1, 1,                               // IFLA_VXLAN_GROUP
            8, 0, 3, 0, 2, 0, 0, 0,                                 // IFLA_VXLAN_LINK eth0
            5, 0, 5, 0, 9, 0, 0, 0,                                 // IFLA_VXLAN_TTL
            5, 0, 7, 0, 0, 0, 0, 0,                                 // IFLA_VXLAN_LEARNING 0
            8, 0, 8, 0, 60, 0, 0, 0,                                // IFLA_VXLAN_AGEING
        ])
    }

    @Test func `a change without settings is one message, and one of nothing is none`() throws {
        var batch = Batch()
        try batch.changeLink(LinkChange(up: false, master: .none), index: 5, names: FixedNames())
        try batch.changeLink(LinkChange(), index: 5, names: FixedNames())
        #expect(batch.count == 2)
        #expect(batch.bytes == [
            0x28, 0, 0, 0, 19, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_SETLINK
            0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0,         // index 5, not IFF_UP of IFF_UP
            8, 0, 10, 0, 0, 0, 0, 0,                                // IFLA_MASTER nobody
        ])
    }

    @Test func `a deletion is the index alone`() throws {
        let bytes = try encoded { batch throws(NetlinkError) in batch.deleteLink(index: 5) }
        #expect(bytes == [
            0x20, 0, 0, 0, 17, 0, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_DELLINK
            0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ])
    }

    @Test func `a name that does not fit is refused and leaves the batch as it was`() throws {
        var batch = Batch()
        batch.deleteLink(index: 5)
        let before = batch.bytes
        #expect(throws: NetlinkError.self) {
            try batch.createLink(
                LinkRequest(name: "sixteen-bytes-xx", kind: .bridge(BridgeLink())), names: FixedNames())
        }
        #expect(throws: NetlinkError(operation: "test", errno: 19)) {
            try batch.changeLink(LinkChange(master: .link("nowhere")), index: 5, names: FixedNames())
        }
        #expect(throws: NetlinkError.self) {
            try batch.createLink(
                LinkRequest(
                    name: "vx",
                    kind: .vxlan(VxlanLink(id: 1, remote: IPAddress("10.0.0.1")!, group: IPAddress("239.1.1.1")!))),
                names: FixedNames())
        }
        #expect(batch.bytes == before)
        #expect(batch.count == 1)
        batch.deleteLink(index: 6)
        #expect(batch.bytes.count == 64)
    }
}
