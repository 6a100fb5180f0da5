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
                right { Link("eth0", mtu: 1400) }
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
}
