import Foundation
import Testing

extension EndToEnd {
    /// The program stands still while packets pass, so that what it keeps is what the kernel's buffer holds.
    @Suite("What a test's captures lose is told, and it is little", .serialized)
    struct CaptureLossTests {
        /// Waits for the test before it sends and after it has sent.
        private static func burst(_ count: Int, _ meeting: Rendezvous) -> String {
            return """
            Command(from: red, "sh", "-ec", "\(meeting.shell); ping -q -f -c \(count) 10.9.0.2; \(meeting.shell)", within: .seconds(60)).succeeds()
            """
        }

        /// Tests a lab, and stops the program while it sends.
        private func test(_ folder: LabFolder, _ bursts: Int = 1, _ arguments: String..., lab: (Rendezvous) -> String) throws -> Program.Outcome {
            let meeting = try Rendezvous(in: folder)
            let program = try WarrenProgram.start(["test", folder.write(SmallLab.pair(lab(meeting)))] + arguments)
            for _ in 0..<bursts {
                for signal in [SIGSTOP, SIGCONT] {
                    try meeting.await()
                    program.send(signal)
                    try meeting.goOn()
                }
            }
            return try program.end()
        }

        @Test("thousands of packets that nobody takes wait in the kernel's buffer, on each of the links")
        func held() throws {
            let folder = try LabFolder()
            let sightings = #".seen(on: red["eth0"], ICMP(.echoRequest), times: 5000).seen(on: blue["eth0"], ICMP(.echoReply), times: 5000)"#
            let outcome = try test(folder) { Self.burst(5000, $0) + sightings }
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(!outcome.output.contains(" lost "), "\(outcome.output)")
        }

        @Test("what did not fit is told by stage and link, as text and as JSON")
        func lost() throws {
            let folder = try LabFolder()
            let lab = { (meeting: Rendezvous) in Self.burst(30_000, meeting) + #".seen(on: blue["eth0"], ICMP(.echoRequest))"# }
            let outcome = try test(folder, lab: lab)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains(/stage 1: the capture on blue:eth0 lost [0-9]{4,} packets/), "\(outcome.output)")
            #expect(!outcome.output.contains("red:eth0 lost"))
            let json = try test(folder, 1, "--format", "json", lab: lab).output
            #expect(json.contains(/"lostPackets" : \{\s*"blue:eth0" : [0-9]{4,}\s*\}/), "\(json)")
        }

        @Test("packets that no expectation asks about are neither kept nor missed")
        func unasked() throws {
            let folder = try LabFolder()
            let ping = #"Ping(from: red, to: blue).seen(on: blue["eth0"], ICMP(.echoRequest), times: 1)"#
            let outcome = try test(folder) { [ping, Self.burst(30_000, $0), ping].joined(separator: "\n    ") }
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(!outcome.output.contains(" lost "), "\(outcome.output)")
        }
    }
}
