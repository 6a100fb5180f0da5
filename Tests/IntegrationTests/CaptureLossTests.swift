import Foundation
import Testing

extension EndToEnd {
    /// The program stands still while packets pass, so that what it keeps is what the kernel's buffer holds.
    @Suite("What a test's captures lose is told, and it is little", .serialized)
    struct CaptureLossTests {
        /// Stops whoever runs it, sends, and lets it go on.
        private static func burst(_ count: Int) -> String {
            """
            Command(from: red, "sh", "-c", "kill -STOP $PPID; ping -q -f -c \(count) 10.9.0.2; kill -CONT $PPID", within: .seconds(60)).succeeds()
            """
        }

        @Test("thousands of packets that nobody takes wait in the kernel's buffer, on each of the links")
        func held() throws {
            let folder = try LabFolder()
            let sightings = #".seen(on: red["eth0"], ICMP(.echoRequest), times: 5000).seen(on: blue["eth0"], ICMP(.echoReply), times: 5000)"#
            let outcome = try warren("test", try folder.write(SmallLab.pair(Self.burst(5000) + sightings)))
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(!outcome.output.contains(" lost "), "\(outcome.output)")
        }

        @Test("what did not fit is told by stage and link, as text and as JSON")
        func lost() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair(Self.burst(30_000) + #".seen(on: blue["eth0"], ICMP(.echoRequest))"#))
            let outcome = try warren("test", file)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains(/stage 1: the capture on blue:eth0 lost [0-9]{4,} packets/), "\(outcome.output)")
            #expect(!outcome.output.contains("red:eth0 lost"))
            let json = try warren("test", file, "--format", "json").output
            #expect(json.contains(/"lostPackets" : \{\s*"blue:eth0" : [0-9]{4,}\s*\}/), "\(json)")
        }

        @Test("packets that no expectation asks about are neither kept nor missed")
        func unasked() throws {
            let folder = try LabFolder()
            let ping = #"Ping(from: red, to: blue).seen(on: blue["eth0"], ICMP(.echoRequest), times: 1)"#
            let outcome = try warren("test", try folder.write(SmallLab.pair([ping, Self.burst(30_000), ping].joined(separator: "\n    "))))
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(!outcome.output.contains(" lost "), "\(outcome.output)")
        }
    }
}
