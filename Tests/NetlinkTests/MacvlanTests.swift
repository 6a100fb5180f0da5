import Addresses
import Glibc
import Testing

@testable import Netlink

@Suite("Macvlan links")
struct MacvlanTests {
    @Test func `the lower link stands before the kind, the mode within it`() throws {
        let request = LinkRequest(name: "mv", kind: .macvlan(MacvlanLink(lower: "eth0", mode: .vepa)))
        let bytes = try encoded { batch throws(NetlinkError) in
            try batch.createLink(request, index: 7, names: FixedNames())
        }
        #expect(bytes == [
            0x4c, 0, 0, 0, 16, 0, 0x01, 0x06, 0, 0, 0, 0, 0, 0, 0, 0,  // RTM_NEWLINK, REQUEST | EXCL | CREATE
            0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,            // ifinfomsg
            7, 0, 3, 0, 0x6d, 0x76, 0, 0,           // IFLA_IFNAME mv
            8, 0, 5, 0, 2, 0, 0, 0,                 // IFLA_LINK eth0
            0x1c, 0, 18, 0,                         // IFLA_LINKINFO
            12, 0, 1, 0, 0x6d, 0x61, 0x63, 0x76, 0x6c, 0x61, 0x6e, 0,  // IFLA_INFO_KIND macvlan
            12, 0, 2, 0,                            // IFLA_INFO_DATA
            8, 0, 1, 0, 2, 0, 0, 0,                 // IFLA_MACVLAN_MODE vepa
        ])
    }

    @Test(arguments: [MacvlanLink.Mode.bridge, .private, .vepa, .passthru])
    func `each mode is shown by ip and read back`(mode: MacvlanLink.Mode) throws {
        let namespace = try TestNamespace.withBridge()
        let table = try namespace.socket.linkTable()
        let link = MacvlanLink(lower: "v1", mode: mode)
        try namespace.socket.execute { batch throws(NetlinkError) in
            try batch.createLink(LinkRequest(name: "mv0", kind: .macvlan(link)), index: 20, names: table)
        }
        let shown = try #require(try namespace.show("ip -d link show mv0").first)
        let info = try #require(shown["linkinfo"] as? [String: Any])
        #expect(info["info_kind"] as? String == "macvlan" && shown["link"] as? String == "v1")
        #expect((info["info_data"] as? [String: Any])?["mode"] as? String == "\(mode)")
        #expect(try namespace.socket.links().first { $0.name == "mv0" }?.data == .macvlan(link))
    }
}
