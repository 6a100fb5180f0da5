import Foundation
import Testing
import Warren
import WarrenTesting

@Suite("However a test ends, its lab is gone")
struct TeardownTests {
    private let red = TestLab.red, blue = TestLab.blue

    /// A namespace as it is known again: by its inode, and by a word in it, because inodes are used anew at once.
    private struct Known: Sendable {
        let namespace: String
        let word: String

        /// Whether a process or one of this process's descriptors is in the namespace, or holds it.
        var isHeld: Bool {
            let manager = FileManager.default
            let own = ((try? manager.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []).map { "/proc/\(getpid())/fd/\($0)" }
            let others = ((try? manager.contentsOfDirectory(atPath: "/proc")) ?? []).filter { Int($0) != nil }.map { "/proc/\($0)/ns/net" }
            return (own + others).contains { (try? manager.destinationOfSymbolicLink(atPath: $0)) == namespace && hasWord($0) }
        }

        private func hasWord(_ path: String) -> Bool {
            let process = Process(), pipe = Pipe()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/nsenter")
            process.arguments = ["--net=\(path)", "ip", "link", "show", "dev", "lo"]
            (process.standardOutput, process.standardError) = (pipe, FileHandle.nullDevice)
            guard (try? process.run()) != nil else { return false }
            let shown = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return shown.contains(word)
        }
    }

    private func known(_ node: Namespace, in lab: LabUnderTest) async throws -> Known {
        let word = UUID().uuidString
        _ = try await lab.run("ip", "link", "set", "dev", "lo", "alias", word, in: node)
        let link = try await lab.run("readlink", "/proc/self/ns/net", in: node).lines
        return Known(namespace: try #require(link.first), word: word)
    }

    private struct Mishap: Error {}

    @Test("by its end, and what the body returns goes on")
    func end() async throws {
        let held = try await withLab(TestLab.lab) { lab in
            let known = try await known(red, in: lab)
            #expect(known.isHeld, "the namespace was not found while it was there")
            return known
        }
        #expect(!held.isHeld)
    }

    @Test("by an error, and the error goes on")
    func thrownError() async throws {
        nonisolated(unsafe) var held: Known?
        await #expect(throws: Mishap.self) {
            try await withLab(TestLab.lab) { lab in
                held = try await known(red, in: lab)
                #expect(held?.isHeld == true)
                throw Mishap()
            }
        }
        #expect(held?.isHeld == false)
    }

    @Test("by an error within a capture")
    func errorWithinCapture() async throws {
        nonisolated(unsafe) var held: Known?
        await #expect(throws: Mishap.self) {
            try await withLab(TestLab.lab) { lab in
                held = try await known(red, in: lab)
                _ = try await lab.capture(on: red["eth0"]) { throw Mishap() }
            }
        }
        #expect(held?.isHeld == false)
    }

    @Test("by cancellation while a program runs, which is killed", .timeLimit(.minutes(1)))
    func cancelledProgram() async throws {
        let pipe = NSTemporaryDirectory() + "warren-testing-" + UUID().uuidString
        try #require(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        let (red, blue, word) = (red, blue, UUID().uuidString)
        let task = Task { () -> String in
            try await withLab(TestLab.lab) { lab in
                // Says where it is, and stays.
                let program = "ip link set dev lo alias \(word) && readlink /proc/self/ns/net > '\(pipe)'; exec sleep 3600"
                _ = try await lab.run("sh", "-c", program, in: red, within: .seconds(3600))
                _ = try await lab.ping(from: red, to: blue)
                return "not cancelled"
            }
        }
        let namespace = try await Task.detached {
            let said = try FileHandle(forReadingFrom: URL(fileURLWithPath: pipe)).readToEnd() ?? Data()
            return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }.value
        let known = Known(namespace: namespace, word: word)
        #expect(namespace.hasPrefix("net:[") && known.isHeld)
        task.cancel()
        let result = await task.result
        #expect(throws: CancellationError.self) { try result.get() }
        #expect(!known.isHeld)
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
