import Testing

extension EndToEnd {
    @Suite("IPv6 is as good as IPv4")
    struct IPv6Tests {
        static let lab = """
            import Warren

            let host1 = Host("host1", "fd00:57::20/64")
            let host2 = Host("host2", "fd00:57::21/64")
            let podA = Pod("pod-a", "fd00:10::10/64", on: host1, style: .pointToPoint(gateway: "fd00:10::1"))
            let podB = Pod("pod-b", "fd00:11::10/64", on: host2, style: .pointToPoint(gateway: "fd00:11::1"))

            let underlay = Segment("underlay", gateway: "fd00:57::1") { host1; host2 }

            Lab("six") {
                underlay
                podA
                podB

                Stage("Apart") {
                    Ping(from: host1, to: podA)
                    Ping(from: host1, to: podB).fails(with: .netUnreachable)
                    Ping(from: podA, to: podB).fails()
                }
                Stage("Host routes") {
                    host1 { Route("fd00:11::/64", via: host2) }
                    host2 { Route("fd00:10::/64", via: host1) }
                    Ping(from: podA, to: podB, count: 2)
                        .seen(on: host2["eth0"], Ethernet(from: host1["eth0"], to: host2["eth0"]) / IPv6(from: podA, to: podB, hopLimit: 63) / ICMP(.echoRequest), times: 2)
                        .seen(on: podB["eth0"], IPv6(from: podB, to: podA, hopLimit: 64) / ICMP(.echoReply), times: 2)
                    Ping(from: podA, to: podB, ttl: 1).fails(with: .timeExceeded)
                    Ping(from: podA, to: podB, size: 1453, .dontFragment).fails(with: .fragmentationNeeded(mtu: 1500))
                    Ping(from: podA, to: podB, size: 1452, .dontFragment)
                    Expect(host1) { Route("fd00:11::/64", via: host2, dev: "eth0") }
                }
                Stage("Prohibited") {
                    host1 { Route("fd00:11::/64", .prohibit) }
                    Ping(from: podA, to: podB).fails(with: .prohibited)
                }
                Stage("vxlan") {
                    host1 {
                        Vxlan("vxlan0", id: 6, port: 4789, local: host1, dev: "eth0", .learning)
                        Address("fd00:99::1/64", dev: "vxlan0")
                        Forwarding(.allZero, dst: host2, dev: "vxlan0")
                        Route("fd00:11::/64", via: "fd00:99::2")
                    }
                    host2 {
                        Vxlan("vxlan0", id: 6, port: 4789, local: host2, dev: "eth0", .learning)
                        Address("fd00:99::2/64", dev: "vxlan0")
                        Forwarding(.allZero, dst: host1, dev: "vxlan0")
                        Route("fd00:10::/64", via: "fd00:99::1")
                    }
                    Ping(from: podA, to: podB)
                        .seen(on: host2["eth0"], IPv6(from: "fd00:57::20", to: "fd00:57::21") / UDP(to: 4789) / VXLAN(vni: 6) / IPv6(from: podA, to: podB) / ICMP(.echoRequest))
                    Ping(from: podA, to: podB, size: 1383, .dontFragment).fails(with: .fragmentationNeeded(mtu: 1430))
                    Ping(from: podA, to: podB, size: 1382, .dontFragment)
                }
            }

            """

        @Test("host routes, errors and a tunnel, with IPv6 addresses alone")
        func lab() throws {
            let folder = try LabFolder()
            let result = try warren("test", folder.write(Self.lab))
            #expect(result.status == 0, "\(result.output)\(result.errors)")
        }
    }
}
