import Foundation
import Testing
import Warren
import WarrenTesting

@Suite("A lab stands for the time of a test")
struct WithLabTests {
    private let red = TestLab.red, blue = TestLab.blue

    @Test("pings tell what became of each request")
    func ping() async throws {
        try await withLab(TestLab.lab) { lab in
            let answered = try await lab.ping(from: red, to: blue, count: 3)
            #expect(answered.replies == 3 && answered.answers.count == 3)
            let time = try #require(answered.roundTrip)
            #expect(time > .zero && time < .seconds(1))

            try await lab.stage("closed")
            let silent = try await lab.ping(from: red, to: blue, timeout: .milliseconds(50))
            #expect(silent.answers == [.silence])
            let refused = try await lab.ping(from: red, to: "10.10.0.1")
            #expect(refused.refusal?.failure == .netUnreachable && refused.refusal?.by == nil)
        }
    }

    @Test("connections and pages tell what came back")
    func connections() async throws {
        try await withLab(TestLab.lab, at: "open") { lab in
            let page = try await lab.get("http://blue:8080/", from: red)
            #expect(page.status == 200 && page.text == "hello\n")
            #expect(try await lab.get("http://blue:8080/none", from: red).status == 404)
            #expect(try await lab.connect(from: red, to: blue, port: 9) == .reset)
            let echo = try await lab.connect(from: red, to: blue, port: 7, .udp, send: "marmot")
            guard case .answered(_, .bytes(let bytes)) = echo else { throw Unexpected(what: "\(echo)") }
            #expect(String(decoding: bytes, as: UTF8.self) == "marmot")

            let error = await #expect(throws: LabError.self) { try await lab.get("http://blue:9/", from: red) }
            #expect(error?.kind == .noAnswer)
            #expect(error?.description == "\(#filePath):\(#line - 2): error: red gets http://blue:9/: refused: nothing listens there")
        }
    }

    @Test("a program in a node gives its output and its status, and others run beside it")
    func programs() async throws {
        try await withLab(TestLab.lab) { lab in
            let addresses = try await lab.run("ip", "-br", "-4", "address", "show", "eth0", in: red)
            #expect(addresses.status == 0 && addresses.output.contains("10.9.0.1/24"))
            let failing = try await lab.run("sh", "-c", "echo out; echo err >&2; exit 7", in: blue)
            #expect(failing.status == 7 && failing.lines == ["out", "err"])

            // Each waits for the other to have begun: one after the other, neither would end.
            let pipe = NSTemporaryDirectory() + "warren-testing-" + UUID().uuidString
            try #require(mkfifo(pipe, 0o600) == 0)
            defer { unlink(pipe) }
            async let writing = lab.run("sh", "-c", "echo beside > '\(pipe)'", in: red)
            async let reading = lab.run("cat", pipe, in: blue)
            #expect(try await writing.status == 0)
            #expect(try await reading.lines == ["beside"])

            let late = await #expect(throws: LabError.self) { try await lab.run("sleep", "60", in: red, within: .milliseconds(50)) }
            #expect(late?.kind == .noAnswer && late?.description.contains("`sleep` in red did not end within 50.0 ms") == true)
            let missing = await #expect(throws: LabError.self) { try await lab.run("no-such-program", in: red) }
            #expect(missing?.kind == .machineCannot && missing?.description.contains("this machine has no no-such-program") == true)
        }
    }

    @Test("captures hold what passed while their body ran, and are matched by the vocabulary's patterns")
    func capture() async throws {
        try await withLab(TestLab.lab) { lab in
            _ = try await lab.ping(from: red, to: blue)
            let packets = try await lab.capture(on: red["eth0"], blue["eth0"]) {
                let ping = try await lab.ping(from: red, to: blue, count: 2)
                #expect(ping.replies == 2)
            }
            _ = try await lab.ping(from: red, to: blue)
            let requests = Ethernet(from: red["eth0"], to: blue["eth0"]) / IPv4(from: red, to: blue, ttl: 64) / ICMP(.echoRequest)
            #expect(try packets.count(of: requests) == 4)
            #expect(try packets.count(of: requests, on: blue["eth0"]) == 2)
            #expect(try packets.contain(IPv4(from: blue, to: red) / ICMP(.echoReply), on: red["eth0"]))
            #expect(try !packets.contain(TCP()))
            // Not simply the first packet: the kernel may ask for a neighbour anew.
            #expect(try packets.matching(requests).first?.description.hasPrefix("red:eth0  IP 10.9.0.1 > 10.9.0.2: ICMP echo request") == true, "\(packets)")
            let wrong = #expect(throws: LabError.self) { try packets.matching(IPv4(from: Namespace("green"), to: blue)) }
            #expect(wrong?.kind == .labIsWrong && wrong?.description.hasPrefix("\(#filePath):\(#line - 1): error: ") == true)
        }
    }

    @Test("what does not hold is told with the line, and with what was seen")
    func proofs() async throws {
        try await withLab(TestLab.lab) { lab in
            let held = try await lab.prove { Ping(from: red, to: blue).seen(on: blue["eth0"], ICMP(.echoRequest), times: 1) }
            #expect(held.map(\.verdict) == [.held, .held])
            #expect(try await lab.proveStage().count == 1)

            // Without a macro around it, whose line would be that of all that is in it.
            let error = await failure {
                try await lab.prove {
                    Ping(from: red, to: blue).notSeen(on: blue["eth0"], ICMP(.echoRequest))
                }
            }
            #expect(error?.kind == .notProved)
            #expect(error?.lines.first == "\(#filePath):\(#line - 4): error: not so: on blue:eth0  no packet like ICMP echo request", "\(String(describing: error))")
            #expect(error?.description.contains("IP 10.9.0.1 > 10.9.0.2: ICMP echo request") == true)

            try await lab.stage("3")
            let declared = await #expect(throws: LabError.self) { try await lab.proveStage() }
            #expect(declared?.lines.first?.contains("TestLab.swift:24: error: not so: red does not reach blue") == true, "\(String(describing: declared))")

            let tool = await #expect(throws: LabError.self) { try await lab.prove { Command(from: red, "no-such-program") } }
            #expect(tool?.kind == .notProved && tool?.description.contains("not tried") == true)
            let element = await #expect(throws: LabError.self) { try await lab.prove { Namespace("green") } }
            #expect(element?.description == "\(#filePath):\(#line - 1): error: only probes and expectations can be proved of a lab that stands; what it has belongs to the lab")
        }
    }

    @Test("what is wrong with a lab is told with its line, and nothing is built")
    func wrongLab() async throws {
        let green = Namespace("green")
        let wrong = Lab("wrong") {
            green
            green { Address("10.9.0.300/24", dev: "lo") }
        }
        let error = await #expect(throws: LabError.self) { try await withLab(wrong) { _ in Issue.record("it was built") } }
        #expect(error?.kind == .labIsWrong && error?.description.hasPrefix("\(#filePath):\(#line - 3): error: ") == true, "\(String(describing: error))")

        let refused = Lab("refused") {
            green
            green { Bridge("br0", mtu: 60) }
        }
        let refusal = await #expect(throws: LabError.self) { try await withLab(refused) { _ in Issue.record("it was built") } }
        #expect(refusal?.description.hasPrefix("\(#filePath):\(#line - 3): error: ") == true, "\(String(describing: refusal))")

        let stage = await #expect(throws: LabError.self) { try await withLab(TestLab.lab, at: "Ajar") { _ in } }
        #expect(stage?.description.hasSuffix("has no stage \"Ajar\"; it has 1 Open, 2 Closed, 3 Wrongly declared") == true)
        try await withLab(TestLab.lab) { lab in
            let line = #line + 1
            let node = await #expect(throws: LabError.self) { try await lab.ping(from: green, to: blue) }
            #expect(node?.description.hasPrefix("\(#filePath):\(line): error: ") == true && node?.description.contains("green") == true)
            let ping = try await lab.ping(from: red, to: blue)
            #expect(ping.replies == 1)
        }
    }

    private func failure(of body: () async throws -> Void) async -> LabError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? LabError
        }
    }

    struct Unexpected: Error { var what: String }
}
