import Foundation
import Testing
import Warren
import WarrenTesting

@Suite("However a test ends, its lab is gone")
struct TeardownTests {
    private let red = TestLab.red, blue = TestLab.blue

    /// The inode of a node's network namespace, which names it as long as it is there.
    private func namespace(of node: Namespace, in lab: LabUnderTest) async throws -> String {
        let link = try await lab.run("readlink", "/proc/self/ns/net", in: node).lines
        return try #require(link.first)
    }

    /// Whether a process or one of this process's descriptors is in the namespace, or holds it.
    private static func isHeld(_ namespace: String) -> Bool {
        let manager = FileManager.default
        let own = ((try? manager.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).map { "/proc/self/fd/\($0)" }
        let others = ((try? manager.contentsOfDirectory(atPath: "/proc")) ?? []).filter { Int($0) != nil }.map { "/proc/\($0)/ns/net" }
        return (own + others).contains { (try? manager.destinationOfSymbolicLink(atPath: $0)) == namespace }
    }

    private struct Mishap: Error {}

    @Test("by its end, and what the body returns goes on")
    func end() async throws {
        let held = try await withLab(TestLab.lab) { lab in
            let namespace = try await namespace(of: red, in: lab)
            #expect(Self.isHeld(namespace), "the namespace was not found while it was there")
            return namespace
        }
        #expect(!Self.isHeld(held))
    }

    @Test("by an error, and the error goes on")
    func thrownError() async throws {
        nonisolated(unsafe) var held = ""
        await #expect(throws: Mishap.self) {
            try await withLab(TestLab.lab) { lab in
                held = try await namespace(of: red, in: lab)
                #expect(Self.isHeld(held))
                throw Mishap()
            }
        }
        #expect(!held.isEmpty && !Self.isHeld(held))
    }

    @Test("by an error within a capture")
    func errorWithinCapture() async throws {
        nonisolated(unsafe) var held = ""
        await #expect(throws: Mishap.self) {
            try await withLab(TestLab.lab) { lab in
                held = try await namespace(of: red, in: lab)
                _ = try await lab.capture(on: red["eth0"]) { throw Mishap() }
            }
        }
        #expect(!held.isEmpty && !Self.isHeld(held))
    }

    @Test("by cancellation while a program runs, which is killed", .timeLimit(.minutes(1)))
    func cancelledProgram() async throws {
        let pipe = NSTemporaryDirectory() + "warren-testing-" + UUID().uuidString
        try #require(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        let (red, blue) = (red, blue)
        let task = Task { () -> String in
            try await withLab(TestLab.lab) { lab in
                // Says where it is, and stays.
                let program = "readlink /proc/self/ns/net > '\(pipe)'; exec sleep 3600"
                _ = try await lab.run("sh", "-c", program, in: red, within: .seconds(3600))
                _ = try await lab.ping(from: red, to: blue)
                return "not cancelled"
            }
        }
        let namespace = try await Task.detached {
            let said = try FileHandle(forReadingFrom: URL(fileURLWithPath: pipe)).readToEnd() ?? Data()
            return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }.value
        #expect(namespace.hasPrefix("net:[") && Self.isHeld(namespace))
        task.cancel()
        let result = await task.result
        #expect(throws: CancellationError.self) { try result.get() }
        #expect(!Self.isHeld(namespace))
    }

    @Test("by cancellation between the requests of a ping", .timeLimit(.minutes(1)))
    func cancelledPing() async throws {
        let (red, blue) = (red, blue)
        let task = Task {
            try await withLab(TestLab.lab, at: "Closed") { lab in
                _ = try await lab.ping(from: red, to: blue, count: 100_000, timeout: .milliseconds(10))
            }
        }
        task.cancel()
        let result = await task.result
        #expect(throws: CancellationError.self) { try result.get() }
    }

    @Test("a handle that outlives its lab says so")
    func outlived() async throws {
        let kept = try await withLab(TestLab.lab) { lab in lab }
        let error = await #expect(throws: LabError.self) { try await kept.ping(from: red, to: blue) }
        #expect(error?.kind == .nothingStands && error?.description == "the lab was let go of when withLab ended")
    }

    @Test("labs of one name stand side by side")
    func sideBySide() async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { try await withLab(TestLab.lab) { lab in try await lab.ping(from: TestLab.red, to: TestLab.blue, count: 5).replies } }
            }
            for try await replies in group { #expect(replies == 5) }
        }
    }
}
