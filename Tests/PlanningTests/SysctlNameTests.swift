import Testing

@testable import Planning

@Suite struct SysctlNameTests {
    @Test(arguments: [
        ("net.ipv4.conf.eth0.rp_filter", "eth0"), ("net.ipv4.neigh.veth-a.proxy_delay", "veth-a"),
        ("net.ipv6.conf.eth0/100.accept_ra", "eth0.100"), ("net.ipv4.conf.all.rp_filter", nil),
        ("net.ipv4.conf.default.rp_filter", nil), ("net.ipv4.ip_forward", nil), ("net.ipv4.route.eth0.rp_filter", nil),
        ("net.ipv4.conf.eth0.100.rp_filter", nil), ("", nil),
    ] as [(String, String?)])
    func `a link's own setting has the link between its dots`(name: String, link: String?) {
        #expect(SysctlName.link(name) == link)
    }

    @Test func `dots and slashes change places on the way to a path, and in the setting that a new link begins with they stay`() {
        #expect(SysctlName.path("net.ipv4.conf.eth0/100.rp_filter") == "net/ipv4/conf/eth0.100/rp_filter")
        #expect(SysctlName.defaulted("net.ipv4.conf.eth0/100.rp_filter") == "net.ipv4.conf.default.rp_filter")
        #expect(SysctlName.defaulted("net.ipv4.ip_forward") == nil)
    }
}
