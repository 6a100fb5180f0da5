import Findings
import Planning
import Testing
import Warren

@Suite struct ServiceTests {
    @Test func `servers and programs come last and go first`() throws {
        let lab = pair {
            Stage("with") {
                HTTPServer(on: podB, port: 8080)
                Run(on: podB, "iperf3", "-s", ready: .listening(tcp: 5201))
                host1 { Route("10.0.0.0/8", via: "10.57.4.99") }
            }
            Stage("without") {}
        }
        #expect(try script(lab).suffix(2) == ["pod-b: python3 -m http.server 8080 &", "pod-b: iperf3 -s &"])
        let way = try script(lab, from: 1, to: 2)
        #expect(way.prefix(2) == ["pod-b: pkill --ns $$ --nslist net --exact --full 'iperf3 -s'", "pod-b: fuser --kill 8080/tcp"])
        #expect(way.count == 3 && way.last?.hasPrefix("host1: ip route del 10.0.0.0/8") == true)
    }

    @Test func `a server that says something else is another, and the same one stays`() throws {
        let lab = pair {
            Stage("one") { HTTPServer(on: podA, port: 80, ["/": "one"]); Serve(on: podA, .udp, port: 80) }
            Stage("two") { HTTPServer(on: podA, port: 80, ["/": "two"]); Serve(on: podA, .udp, port: 80) }
        }
        #expect(try script(lab, from: 1, to: 2) == ["pod-a: fuser --kill 80/tcp", "pod-a: python3 -m http.server 80 &"])
        #expect(try steps(lab, from: 1, to: 2).last?.reason == "an http service on port 80 of pod-a, which says \"two\"")
    }

    @Test func `a node that goes takes its servers with it`() throws {
        let red = Namespace("red")
        let lab = pair { Stage("with") { red; Serve(on: red, port: 7); Run(on: red, "sleep", "9") }; Stage("without") {} }
        #expect(try script(lab, from: 1, to: 2) == ["red: ip netns delete red"])
    }

    @Test func `each server has a command that serves as it does`() throws {
        let lab = pair {
            Serve(on: podA, port: 7)
            Serve(on: podA, .udp, port: 7)
            Serve(on: podA, port: 17, reply: "it's\n")
        }
        #expect(try script(lab).suffix(3) == [
            "pod-a: socat TCP-LISTEN:7,fork,reuseaddr PIPE &", "pod-a: socat UDP-RECVFROM:7,fork PIPE &",
            #"pod-a: SAYS=$'it\'s\n' socat TCP-LISTEN:17,fork,reuseaddr 'SYSTEM:printf %s \"$SAYS\"' &"#,
        ])
    }

    @Test func `the lab's names are those of its nodes, by their first addresses`() throws {
        let lab = Lab("names") {
            Segment("lan", gateway: "10.0.0.1") { Host("a", "10.0.0.2/24", "fd00::2/64") }
            Namespace("bare")
        }
        #expect(try Plan(lab).stages[0].state.hostsFile == """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            10.0.0.1\tlan
            10.0.0.2\ta
            fd00::2\ta

            """)
    }

    @Test func `a URL names a node or an address, a port and a path`() throws {
        func check(_ url: String) throws -> ConnectionCheck? {
            guard case .connection(let check) = try Plan(pair { HTTPGet(from: podA, url) }).stages[0].checks.first else { return nil }
            return check
        }
        let named = try #require(try check("http://pod-b:8080/a?b=c"))
        #expect(named.destination.description == "192.168.11.10" && named.port == 8080)
        #expect(named.exchange == .get(path: "/a?b=c", host: "pod-b:8080", status: 200, body: nil))
        #expect(try check("http://192.168.11.10").map(ConnectionSubject.init)?.url == "http://192.168.11.10/")
        #expect(try check("http://[fd00::1]:81/").map(ConnectionSubject.init)?.url == "http://[fd00::1]:81/")
        for wrong in ["pod-b", "ftp://pod-b/", "http://", "http://pod-b:x/", "http://u@pod-b/", "http://[::1]x/"] {
            #expect(throws: InvalidLab.self, "\(wrong)") { try check(wrong) }
        }
    }

    @Test func `times beyond all bounds are reported`() {
        let connect = Connect(from: podA, to: podB, port: 7, timeout: .seconds(1 << 60)), line1 = #line
        let run = Run(on: podA, "a", within: .seconds(1 << 60)), line2 = #line
        #expect(faults { connect; run } == [
            "\(line1): the time to wait is outside of 1 ms to one hour", "\(line2): the time to wait is outside of 1 ms to one hour",
        ])
    }

    /// Found by fuzzing: a slash with a combining mark is one character for Swift.
    @Test func `no slash is left in a program's own name, which names its log`() throws {
        let red = Namespace("red")
        let plan = try Plan(Lab("log") { red; Run(on: red, "bin/\u{301}../x/\u{301}y") })
        let name = try #require(plan.stages[0].state.nodes.first?.processes.first?.value.program)
        #expect(!name.utf8.contains(0x2f))
    }
}
