import Foundation
import Testing

/// The kernel that virtual machines of these tests run, in the tests' own cache.
enum GuestKernels {
    /// Fetched when there is none yet: what a machine without a network cannot do has to fail.
    static func require() throws {
        if let failure = missing { throw Program.Failure(description: failure) }
    }

    private static let missing: String? = {
        do {
            if try warren("vm", "list").output.contains("used unless --kernel") { return nil }
            let outcome = try warren("vm", "fetch")
            return outcome.status == 0 ? nil : "warren vm fetch ended with \(outcome.status): \(outcome.errors)"
        } catch {
            return "\(error)"
        }
    }()

    /// The QEMUs that run, of which nobody but these tests starts any in this cache.
    static func machines() -> [pid_t] {
        Processes.all.filter { process in
            let line = (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? ""
            return line.contains("qemu-system-x86_64") && line.contains("warren-integration-tests.cache") && !isZombie(process)
        }
    }

    /// The only machine that runs.
    static func machine() throws -> pid_t {
        var found: [pid_t] = []
        try waitUntil("QEMU runs") {
            found = machines()
            return !found.isEmpty
        }
        try #require(found.count == 1)
        return found[0]
    }

    private static func isZombie(_ process: pid_t) -> Bool {
        (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8))?.contains(") Z ") ?? true
    }

    /// Runs `body`, after which there must be no machine and nothing else that was not there before.
    static func leaveNothing(_ body: () throws -> Void) throws {
        try require()
        try leavesTheMachineAsItWas {
            try body()
            // A process that was killed takes a moment to give a gigabyte back.
            try waitUntil("QEMU is gone") { machines().isEmpty }
        }
    }
}
