import Testing

extension EndToEnd {
    @Suite("What becomes of a packet is told by the ICMP error that it meets")
    struct ICMPOutcomeTests {
        struct Outcome: CustomTestStringConvertible, Sendable {
            var testDescription: String
            /// Within the routed lab.
            var elements: String
            /// What the finding's line says at its end.
            var measure: String

            init(_ name: String, _ elements: String, _ measure: String) {
                (testDescription, self.elements, self.measure) = (name, elements, measure)
            }
        }

        static let outcomes = [
            Outcome("net unreachable, by a router", "Ping(from: left, to: \"172.16.0.1\").fails(with: .netUnreachable)", "says 10.1.0.1"),
            Outcome("net unreachable, by the sender itself", "Ping(from: router, to: \"172.16.0.1\").fails(with: .netUnreachable)", "says router itself"),
            Outcome(
                "host unreachable, because nobody answers ARP requests",
                "router { Sysctl(\"net.ipv4.neigh.right.retrans_time_ms\", 20) }\nPing(from: left, to: \"10.2.0.77\", timeout: .seconds(20)).fails(with: .hostUnreachable)",
                "says 10.1.0.1"),
            Outcome("host unreachable, by a route that says so", "router { Route(\"172.16.0.0/16\", .unreachable) }\nPing(from: left, to: \"172.16.0.1\").fails(with: .hostUnreachable)", "says 10.1.0.1"),
            Outcome("time exceeded", "Ping(from: left, to: right, ttl: 1).fails(with: .timeExceeded)", "says 10.1.0.1"),
            Outcome("prohibited, by a router", "router { Route(\"172.16.0.0/16\", .prohibit) }\nPing(from: left, to: \"172.16.0.1\").fails(with: .prohibited)", "says 10.1.0.1"),
            Outcome("prohibited, by the sender itself", "router { Route(\"172.16.0.0/16\", .prohibit) }\nPing(from: router, to: \"172.16.0.1\").fails(with: .prohibited)", "says router itself"),
            Outcome("fragmentation needed, by a router", "router { Link(\"right\", mtu: 1400) }\nPing(from: left, to: right, size: 1373, .dontFragment).fails(with: .fragmentationNeeded(mtu: 1400))", "says 10.1.0.1"),
            Outcome("fragmentation needed, by the sender itself", "Ping(from: left, to: right, size: 1473, .dontFragment).fails(with: .fragmentationNeeded(mtu: 1500))", "says left itself"),
            Outcome("nothing at all", "router { Route(\"172.16.0.0/16\", .blackhole) }\nPing(from: left, to: \"172.16.0.1\").fails()", "no answer"),
        ]

        @Test("each by the one who meets it first", arguments: outcomes)
        func outcome(_ outcome: Outcome) throws {
            let folder = try LabFolder()
            let result = try warren("test", folder.write(SmallLab.routed(outcome.elements)))
            #expect(result.status == 0, "\(result.output)\(result.errors)")
            let line = result.lines.first { $0.contains("✓") } ?? ""
            #expect(line.hasSuffix(" " + outcome.measure), "\(line)")
        }

        @Test("another error than the one expected is a failure that names both")
        func otherError() throws {
            let folder = try LabFolder()
            let text = SmallLab.routed("Ping(from: left, to: right, ttl: 1).fails(with: .netUnreachable)\nPing(from: left, to: right).fails()")
            let result = try warren("test", folder.write(text))
            #expect(result.status == 1)
            #expect(result.output.contains("expected       net unreachable"))
            #expect(result.output.contains("got            \"time exceeded\" from 10.1.0.1"))
            #expect(result.output.contains("expected       no reply from 10.2.0.2"))
            #expect(result.output.contains("got            a reply"))
        }

        @Test("what just fits passes whole, and in fragments where it may be cut")
        func fits() throws {
            let folder = try LabFolder()
            let text = SmallLab.routed(
                """
                router { Link("right", mtu: 1400) }
                Ping(from: left, to: right, size: 1372, .dontFragment)
                    .seen(on: right["eth0"], IPv4(dontFragment: true) / ICMP(.echoRequest), times: 1)
                Ping(from: left, to: right, size: 4000)
                Ping(from: left, to: right, ttl: 2)
                    .seen(on: right["eth0"], IPv4(ttl: 1) / ICMP(.echoRequest), times: 1)
                """)
            let result = try warren("test", folder.write(text))
            #expect(result.status == 0, "\(result.output)\(result.errors)")
        }
    }

    @Suite("IPv6 is as good as IPv4")
    struct IPv6Tests {
        static let lab = """
            import Warren

            let host1 = Host("host1", "fd00:57::20/64")
            let host2 = Host("host2", "fd00:57::21/64")
            let podA = Pod("pod-a", "fd00:10::10/64", on: host1, style: .pointToPoint(gateway: "fd00:10::1"))
            let podB = Pod("pod-b", "fd00:11::10/64", on: host2, style: .pointToPoint(gateway: "fd00:11::1"))

            Lab("six") {
                Segment("underlay", gateway: "fd00:57::1") { host1; host2 }
                podA
                podB

                Stage("Apart") {
                    Ping(from: host1, to: podA)
                    Ping(from: podA, to: podB).fails(with: .netUnreachable)
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
