import Foundation
import Testing
import Warren

@testable import Loading

@Suite("A lab is run without privileges and within limits")
struct ConfinementTests {
    let place: Workplace
    init() throws { place = try Workplace() }

    @Test("a fatalError is told with its line and its words")
    func fatal() async throws {
        let path = try place.write("import Warren\nLab(\"a\") {}\nif CommandLine.argc > 0 {\n    fatalError(\"no such rack\")\n}\n")
        let error = try #require(await place.refusal(path))
        #expect(error.lines == ["\(path):4: error: no such rack"])
        let place = SourceLocation(file: path, line: 4)
        guard case .evaluationCrashed(let ending, place, "no such rack", "") = error.problem else {
            Issue.record("\(error)")
            return
        }
        #expect(ending.hasPrefix("signal "))
        #expect(self.place.leftovers == [])
    }

    @Test("an exit status other than 0 is no lab")
    func status() async throws {
        let path = try place.write("import Glibc\nimport Warren\nLab(\"a\") {}\nprint(\"why\")\nexit(3)\n")
        #expect(await place.refusal(path)?.lines == ["\(path): error: the lab ended by status 3", "    why"])
    }

    @Test("a lab that does not end is killed at its deadline", arguments: ["while true {}", "while true { sleep(100) }"])
    func endless(loop: String) async throws {
        let path = try place.write("import Glibc\nimport Warren\nLab(\"a\") {}\nsignal(SIGTERM, SIG_IGN)\n\(loop)\n")
        let error = await place.refusal(path, place.loader(limit: .milliseconds(700)))
        #expect(error?.problem == .evaluationTimedOut(seconds: 0.7))
        #expect(error?.lines.first == "\(path): error: the lab was stopped: still running after 0.7 s")
        #expect(place.running == [] && place.leftovers == [])
    }

    @Test("a load that is cancelled kills the lab")
    func cancelled() async throws {
        let path = try place.write("import Warren\nLab(\"a\") {}\nwhile true {}\n")
        // What the compiler makes for all labs is there afterwards.
        _ = await place.refusal(path, place.loader(limit: .milliseconds(100)))
        let loader = place.loader(limit: .seconds(120))
        let load = Task { await place.refusal(path, loader) }
        let limit = ContinuousClock.now + .seconds(60)
        while place.running.isEmpty, ContinuousClock.now < limit { try await Task.sleep(for: .milliseconds(20)) }
        #expect(!place.running.isEmpty, "the lab is not evaluated, so nothing can be killed")
        load.cancel()
        #expect(await load.value?.problem == .cancelled)
        #expect(place.running == [] && place.leftovers == [])
    }

    @Test("a lab that prints megabytes is stopped")
    func loud() async throws {
        let path = try place.write("import Warren\nLab(\"a\") {}\nwhile true { print(\"tralala\") }\n")
        #expect(await place.refusal(path)?.problem == .tooMuchOutput(limit: 65536))
        #expect(place.running == [] && place.leftovers == [])
    }

    @Test("a lab of too large a result is stopped")
    func large() async throws {
        let path = try place.write("import Warren\nLab(String(repeating: \"a\", count: 70 << 20)) {}\n")
        #expect(await place.refusal(path)?.problem == .tooMuchOutput(limit: 64 << 20))
        #expect(place.leftovers == [])
    }

    @Test("a lab that takes all memory ends, and not the machine")
    func greedy() async throws {
        let path = try place.write("import Warren\nvar all: [[UInt8]] = []\nwhile true { all.append([UInt8](repeating: 1, count: 1 << 26)) }\n")
        guard case .evaluationCrashed = await place.refusal(path)?.problem else {
            Issue.record("it did not crash")
            return
        }
    }

    @Test("a lab cannot start a program")
    func fork() async throws {
        let path = try place.write("""
            import Glibc
            import Warren
            var child = pid_t()
            var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("sleep"), strdup("60"), nil]
            Lab("spawn-\\(posix_spawn(&child, "/bin/sleep", nil, nil, &arguments, nil))") {}
            """)
        #expect(try await place.loader().load(path).name == "spawn-\(EAGAIN)")
    }

    static let whoAmI = "import Glibc\nimport Warren\nLab(\"\\(getuid())-\\(geteuid())-\\(getegid())-\\(getgroups(0, nil))\") {}\n"

    @Test("root's lab runs as nobody, in no group of ours", .enabled(if: geteuid() == 0, "needs root"))
    func nobody() async throws {
        let nobody = try #require(UnprivilegedUser.forLabs(environment: [:]))
        let lab = try await place.loader().load(try place.write(Self.whoAmI))
        #expect(lab.name == "\(nobody.user)-\(nobody.user)-\(nobody.group)-0")
        #expect(nobody.user != 0 && nobody.group != 0)
    }

    @Test("root's lab runs as the user who called sudo", .enabled(if: geteuid() == 0, "needs root"))
    func sudo() async throws {
        let lab = try await place.loader(["SUDO_UID": "4242", "SUDO_GID": "4243"]).load(try place.write(Self.whoAmI))
        #expect(lab.name == "4242-4242-4243-0")
    }

    @Test("a lab sees no more of the environment than it needs, and nothing on its standard input")
    func environment() async throws {
        let path = try place.write("""
            import Glibc
            import Warren
            var names: [String] = []
            var next = environ
            while let entry = next.pointee { names.append(String(cString: entry)); next += 1 }
            print(names.map { $0.prefix { $0 != "=" } }.sorted().joined(separator: " "), readLine() ?? "end", getsid(0) == getpid())
            Lab("e") {}
            """)
        let notes = try await place.loader(["SECRET": "1"]).loadWithNotes(path).notes
        #expect(notes.replacingOccurrences(of: "PWD ", with: "").hasSuffix("HOME LANG PATH SWIFT_BACKTRACE TMPDIR end true\n"), "\(notes)")
        #expect(!notes.contains("SECRET"))
    }

    @Test("what the lab leaves is not followed to what only we may read", .enabled(if: geteuid() == 0, "needs root"))
    func link() async throws {
        let secret = try place.write("{\"secret\": 1}", as: "secret")
        let path = try place.write("""
            import Glibc
            import Warren
            symlink("\(secret)", CommandLine.arguments[2])
            """)
        guard case .cannotEvaluate(let reason) = await place.refusal(path)?.problem else {
            Issue.record("it was followed")
            return
        }
        #expect(reason == "what the lab left: Too many levels of symbolic links")
    }
}
