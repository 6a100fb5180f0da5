import Foundation
import Testing

extension EndToEnd {
    /// The program stands still while packets pass, so that what it keeps is what the kernel's buffer holds.
    @Suite("What a test's captures lose is told, and it is little", .serialized)
    struct CaptureLossTests {
        /// Says when it is about to send and when it has sent, and waits each time until it may go on.
        private static func burst(_ count: Int, _ pipes: String) -> String {
            let wait = "echo > \(pipes)/says; read line < \(pipes)/may"
            return """
            Command(from: red, "sh", "-ec", "\(wait); ping -q -f -c \(count) 10.9.0.2; \(wait)", within: .seconds(60)).succeeds()
            """
        }

        /// Tests a lab, and stops the program while it sends.
        private func test(_ folder: LabFolder, _ bursts: Int = 1, _ arguments: String..., lab: (String) -> String) throws -> Program.Outcome {
            let pipes = "\(folder.path)/\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: pipes, withIntermediateDirectories: false)
            try #require(mkfifo(pipes + "/says", 0o600) == 0 && mkfifo(pipes + "/may", 0o600) == 0)
            let program = try WarrenProgram.start(["test", folder.write(SmallLab.pair(lab(pipes)))] + arguments)
            for _ in 0..<bursts {
                for signal in [SIGSTOP, SIGCONT] {
                    try Self.await(pipes + "/says")
                    program.send(signal)
                    // Waits until somebody listens.
                    let may = open(pipes + "/may", O_WRONLY | O_CLOEXEC)
                    defer { close(may) }
                    try #require(write(may, "\n", 1) == 1)
                }
            }
            return try program.end()
        }

        /// Waits until somebody has written a line into the pipe.
        private static func await(_ path: String) throws {
            let pipe = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            defer { close(pipe) }
            try #require(try Program.poll([pipe], until: .now + .seconds(60)) == [pipe], "nothing was said")
            var byte: UInt8 = 0
            _ = read(pipe, &byte, 1)
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
            let lab = { (pipes: String) in Self.burst(30_000, pipes) + #".seen(on: blue["eth0"], ICMP(.echoRequest))"# }
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
