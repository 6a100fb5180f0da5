import Foundation
import Glibc
import Synchronization
import Testing

@testable import Namespaces
@testable import Runtime
@testable import Warren

/// How a keeper takes questions, with a lab that has no network.
@Suite struct DoorTests {
    /// What ended a proof early.
    private final class Outcome: Sendable {
        let text = Mutex("")
    }

    /// Answers with what it was asked, and proves until it is cancelled or released.
    private final class Lab: KeptLab {
        var record: LabRecord { fatalError("nobody asks") }
        let buildTime = Duration.zero
        let release: Bell
        var asked: [String] = []
        let outcome = Outcome()

        init() throws { release = try Bell() }

        func answer(_ request: ControlRequest, to caller: ControlConnection) -> (@Sendable () -> Void)? {
            switch request {
            case .describe:
                asked.append("describe")
                caller.fail(ControlFailure(.lab, "described"))
            case .change(let request):
                asked.append("change to \(request.stage ?? "")")
                caller.fail(ControlFailure(.lab, "changed"))
            case .prove:
                asked.append("prove")
                return { [release, outcome] in
                    do {
                        _ = try Poll.wait(for: [release.number], until: nil)
                        caller.fail(ControlFailure(.lab, "proved"))
                    } catch {
                        outcome.text.withLock { $0 = "\(error)" }
                    }
                }
            }
            return nil
        }
    }

    /// A door at a path of its own, gone at the end.
    private final class Place {
        let path = NSTemporaryDirectory() + "warren-door-\(UUID().uuidString)"
        let lab: Lab
        let door: Door

        init() throws {
            lab = try Lab()
            door = try Door(lab, listeningAt: path)
        }

        deinit { unlink(path) }

        /// Somebody who has asked, and whose question was taken.
        func ask(_ text: String) throws -> Caller {
            let caller = try Caller(path, text)
            door.attend(isCalled: true)
            return caller
        }

        /// Attends until the work that goes on has ended.
        func awaitEnd() throws {
            while !door.isIdle {
                let end = Array(door.descriptors.dropFirst())
                try #require(!Poll.ready(end, until: Deadline(in: .seconds(30))).isEmpty)
                door.attend(isCalled: false)
            }
        }
    }

    /// Whoever asks: writes at once, and reads what has come.
    private final class Caller {
        private let descriptor: Descriptor

        init(_ path: String, _ text: String) throws {
            descriptor = try UnixSocket.make()
            try #require(try UnixSocket.withAddress(path) { connect(descriptor.number, $0, $1) } == 0)
            try #require(write(descriptor.number, text, text.utf8.count) == text.utf8.count)
            shutdown(descriptor.number, Int32(SHUT_WR))
        }

        /// What has been said up to now.
        var heard: String {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor.number, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : ""
        }
    }

    private static let describe = #"{"describe":{"_0":{}}}"#, prove = #"{"prove":{"_0":{"forgets":false}}}"#

    private static func change(_ stage: String) -> String {
        #"{"change":{"_0":{"stage":"\#(stage)","applies":false}}}"#
    }

    @Test func `questions are written as the program writes them`() throws {
        for (request, text) in [
            (DescribeRequest().request, Self.describe), (ProveRequest().request, Self.prove),
            (ChangeRequest(to: nil, stage: "two", applies: false).request, Self.change("two")),
        ] {
            let read = try JSONDecoder().decode(ControlRequest.self, from: Data(text.utf8))
            #expect("\(read)" == "\(request)")
        }
    }

    @Test func `while a proof goes on, descriptions are given, and all else waits for its end in its order`() throws {
        let place = try Place()
        let proof = try place.ask(Self.prove)
        let (first, second) = (try place.ask(Self.change("1")), try place.ask(Self.change("2")))
        let description = try place.ask(Self.describe)
        #expect(place.lab.asked == ["prove", "describe"] && !place.door.isIdle)
        #expect(description.heard.contains("described") && proof.heard == "")
        #expect(first.heard.hasPrefix(#"{"waiting":{}}"#))
        place.lab.release.ring()
        try place.awaitEnd()
        #expect(place.lab.asked == ["prove", "describe", "change to 1", "change to 2"])
        #expect(proof.heard.contains("proved") && first.heard.contains("changed") && second.heard.contains("changed"))
    }

    @Test func `a proof is cancelled when whoever wants it hangs up, and what waited is answered`() throws {
        let place = try Place()
        var proof: Caller? = try place.ask(Self.prove)
        let change = try place.ask(Self.change("1"))
        #expect(place.door.caller != nil && proof != nil)
        proof = nil
        // Only the hanging up is told: that nothing more is sent is not.
        #expect(try Poll.ready([], hangingUp: place.door.caller, until: Deadline(in: .seconds(30))) == [0])
        place.door.attend(isCalled: false)
        #expect(place.door.caller == nil)
        try place.awaitEnd()
        #expect(place.lab.outcome.text.withLock { $0 } == "ppoll: Operation canceled")
        #expect(change.heard.contains("changed"))
    }

    @Test func `a question is not answered whose asker has gone while it waited`() throws {
        let place = try Place()
        let proof = try place.ask(Self.prove)
        var change: Caller? = try place.ask(Self.change("1"))
        let last = try place.ask(Self.change("2"))
        #expect(change != nil)
        change = nil
        place.lab.release.ring()
        try place.awaitEnd()
        #expect(place.lab.asked == ["prove", "change to 2"])
        #expect(proof.heard.contains("proved"))
        #expect(last.heard.contains("changed"))
    }

    @Test func `a lab's end cancels its proof and waits for it`() throws {
        let place = try Place()
        let proof = try place.ask(Self.prove)
        place.door.close()
        #expect(place.lab.outcome.text.withLock { $0 } == "ppoll: Operation canceled")
        #expect(proof.heard == "")
    }

    @Test func `what is no question is told so`() throws {
        let place = try Place()
        #expect(try place.ask(#"{"boil":{}}"#).heard.contains("does not know this question"))
        #expect(try place.ask("sense").heard.contains("does not know this question"))
        #expect(place.lab.asked == [])
    }
}
