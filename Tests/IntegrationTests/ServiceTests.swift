import Foundation
import Testing

extension EndToEnd {
    @Suite("Servers of a lab answer, and probes ask them", .serialized)
    struct ServiceTests {
        static let lab = Package.path + "/labs/http-across-hosts.swift"

        /// The lines of the findings, without their measures.
        private func findings(_ outcome: Program.Outcome) -> [String] {
            outcome.lines.compactMap { line in
                guard let mark = ["✓", "✗"].first(where: { line.hasPrefix("    \($0) ") }) else { return nil }
                return mark + line.dropFirst(5).components(separatedBy: "   ")[0]
            }
        }

        private let servers = """
            Serve(on: blue, .tcp, port: 7)
            Serve(on: blue, .udp, port: 7)
            Serve(on: blue, .udp, port: 5353, reply: "always\\n")
            Serve(on: blue, .tcp, port: 17, reply: "hello\\n")
            HTTPServer(on: blue, port: 8080, ["/": "page\\n"])
            blue { Address("10.9.0.3/24", dev: "eth0") }

            """

        @Test("the article's http service answers by routes, by ipip and by vxlan")
        func article() throws {
            let outcome = try warren("test", Self.lab)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("the three segments of the handshake, bare"))
            #expect(outcome.output.contains("192.168.10.10 at tcp 8080 of pod-b"))
        }

        @Test("what holds, by TCP, UDP and HTTP")
        func held() throws {
            let folder = try LabFolder()
            let text = SmallLab.pair(servers + """
                Connect(from: red, to: blue, port: 7, send: "hello", count: 300).echoes().seenAs(red)
                Connect(from: red, to: blue, port: 7, .udp, send: "hello", count: 3).echoes().seenAs("10.9.0.1")
                    .seen(on: blue["eth0"], IPv4(from: red, to: blue) / UDP(to: 7), times: 3)
                Connect(from: red, to: "10.9.0.3", port: 7, .udp).echoes()
                Connect(from: red, to: blue, port: 5353, .udp).receives("always\\n")
                Connect(from: red, to: blue, port: 17).receives("hello\\n")
                Connect(from: blue, to: blue, port: 7, send: "self").echoes()
                Connect(from: red, to: blue, port: 9).refused()
                Connect(from: red, to: blue, port: 9, .udp).refused()
                Connect(from: red, to: "10.77.0.1", port: 9).fails(with: .netUnreachable)
                Connect(from: red, to: "10.77.0.1", port: 9, .udp).fails(with: .netUnreachable)
                HTTPGet(from: red, "http://blue:8080/").answers(200, body: "page\\n").seenAs(red)
                HTTPGet(from: red, to: "10.9.0.3", port: 8080, path: "/none").answers(404)
                HTTPGet(from: red, "http://10.9.0.2:8081/").refused()
                """)
            let outcome = try warren("test", folder.write(text))
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(findings(outcome).count == 17)
        }

        @Test("what fails tells what was expected and what came")
        func failed() throws {
            let folder = try LabFolder()
            let text = SmallLab.pair(servers + """
                Connect(from: red, to: blue, port: 7).refused()
                Connect(from: red, to: blue, port: 9)
                Connect(from: red, to: blue, port: 9, .udp)
                Connect(from: red, to: blue, port: 17).receives("goodbye\\n").seenAs("10.9.0.9")
                HTTPGet(from: red, "http://10.9.0.2:17/x")
                HTTPGet(from: red, "http://blue:8080/").answers(404)
                Connect(from: red, to: blue, port: 7, send: "ab", timeout: .seconds(1)).receives("abc")
                HTTPGet(from: red, "http://blue:8080/").fails(within: .seconds(5))
                """)
            let outcome = try warren("test", folder.write(text))
            #expect(outcome.status == 1)
            #expect(findings(outcome).allSatisfy { $0.hasPrefix("✗") } && findings(outcome).count == 9)
            for words in [
                "to be refused by tcp 7 of 10.9.0.2", "a connection", "refused: nothing listens there", "port unreachable, says 10.9.0.2",
                "\"goodbye\\n\"", "\"hello\\n\"", "10.9.0.1 at tcp 17 of blue", "what came is no HTTP: \"hello\\n\"", "status 200 and \"page\\n\"",
                "connected, but the answer was not whole within 1.00 s", "red would route 10.9.0.2 dev eth0",
            ] { #expect(outcome.output.contains("   " + words), "\(words)\n\(outcome.output)") }
        }

        @Test("a router's ICMP error ends an attempt, and is told with who sent it")
        func routerRefuses() throws {
            let folder = try LabFolder()
            let text = SmallLab.routed("""
                Connect(from: left, to: "172.16.0.1", port: 80).fails(with: .netUnreachable)
                Connect(from: left, to: "172.16.0.1", port: 80, .udp).fails(with: .netUnreachable)
                Connect(from: left, to: right, port: 80).fails(with: .netUnreachable)
                """)
            let outcome = try warren("test", folder.write(text))
            #expect(outcome.status == 1)
            #expect(outcome.lines.count { $0.contains("✓") && $0.hasSuffix("says 10.1.0.1") } == 2, "\(outcome.output)")
            #expect(outcome.lines.count { $0.contains("✗") } == 1)
        }

        @Test("a server belongs to its stage")
        func stages() throws {
            let folder = try LabFolder()
            let text = SmallLab.pair("""
                Stage("with") { HTTPServer(on: blue, port: 80); HTTPGet(from: red, to: blue).answers(200, body: "hello from blue\\n") }
                Stage("other") { HTTPServer(on: blue, port: 80, ["/": "other"]); HTTPGet(from: red, to: blue).answers(200, body: "other") }
                Stage("without") { HTTPGet(from: red, to: blue).refused() }
                """)
            let file = try folder.write(text)
            let outcome = try warren("test", file)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            let told = try warren("explain", file).output
            #expect(told.contains("  # an http service on port 80 of blue, which says \"hello from blue\\n\"\n  python3 -m http.server 80 &\n"))
            #expect(told.contains("  # stage 3 does without it\n  fuser --kill 80/tcp\n"))
        }

        @Test("the keeper of a lab that is up serves, and apply changes what is served")
        func up() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair("HTTPServer(on: blue, port: 8080)"))
            let name = try folder.up(file)
            func get(_ node: String, _ more: String...) throws -> Program.Outcome {
                try Program(["ip", "netns", "exec", "\(name).\(node)", "curl", "-s", "-m", "5"] + more + ["http://10.9.0.2:8080/"]).end()
            }
            #expect(try get("red").output == "hello from blue\n")
            #expect(try get("red", "-I").output.contains("HTTP/1.1 200 OK\r"))
            #expect(try KernelState(name, "blue").lines("ss", "-Hltn").contains { $0.contains(":8080") })
            #expect(try warren("plan", file, "--name", name).output.contains("nothing"))
            _ = try folder.write(SmallLab.pair("HTTPServer(on: blue, port: 8080, [\"/\": \"changed\"])"))
            #expect(try warren("apply", file, "--name", name).status == 0)
            #expect(try get("red").output == "changed")
            _ = try folder.write(SmallLab.pair())
            #expect(try warren("apply", file, "--name", name).status == 0)
            #expect(try get("red").status == 7)
        }

        @Test(
            "what cannot be is refused with its line",
            arguments: [
                ("Serve(on: blue, port: 0)", "the port is 0; expected 1 to 65535"),
                ("Serve(on: blue, port: 7); HTTPServer(on: blue, port: 7)", "tcp 7 of blue has a server already (line 12); a port takes one"),
                ("HTTPServer(on: blue, port: 7, [\"page\": \"\"])", "\"page\" is not a path; expected one that begins with / and has neither spaces nor ? nor #"),
                ("HTTPServer(on: Namespace(\"green\"), port: 7)", "green is not part of the lab: declare it, by its own name or within a Segment"),
                ("Connect(from: red, to: blue, port: 70000)", "the port is 70000; expected 1 to 65535"),
                ("Connect(from: red, to: blue, port: 7, count: 0)", "the number of attempts is 0; expected 1 to 10000"),
                ("HTTPGet(from: red, \"https://blue/\")", "\"https://blue/\" is no URL for this; expected http://NODE:PORT/PATH, where NODE may be an address"),
                ("HTTPGet(from: red, \"http://green/\")", "green in \"http://green/\" is neither a node of the lab nor an address"),
                ("Connect(from: red, to: blue, port: 7).refused().seenAs(red)", "an attempt that is not answered is seen by no server: leave .seenAs out"),
            ])
        func refused(_ element: String, _ message: String) throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair(element))
            let outcome = try warren("explain", file)
            #expect(outcome.status == 2)
            #expect(outcome.errors == "\(file):12: error: \(message)\n")
        }
    }
}
