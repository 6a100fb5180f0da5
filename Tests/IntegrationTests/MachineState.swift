import CLinux
import Foundation
import Testing

/// What of the machine a lab must never touch, and must never leave anything in.
struct MachineState: Equatable {
    /// `ip -j link`, `ip -j addr`, … of the root namespace, by the command; without the clocks and counters that go on by themselves.
    var network: [String: String] = [:]
    /// Entries of /run/netns and of /run/warren; `nil` where there is no such directory.
    var names: [String: [String]?] = [:]
    /// The processes that run this warren.
    var processes: [pid_t] = []

    static func now() throws -> MachineState {
        var state = MachineState()
        for command in ["ip -j link", "ip -j addr", "ip -j route", "ip -6 -j route", "ip -j rule", "nft -s list ruleset"] {
            let words = command.split(separator: " ").map(String.init)
            if words[0] == "nft", !Self.hasNft { continue }
            let outcome = try Program(words).end()
            try #require(outcome.status == 0, "\(command): \(outcome.errors)")
            state.network[command] = outcome.output.replacing(/"(valid_life_time|preferred_life_time|expires)":-?[0-9]+/, with: "")
        }
        for directory in ["/run/netns", "/run/warren"] {
            state.names.updateValue((try? FileManager.default.contentsOfDirectory(atPath: directory))?.sorted(), forKey: directory)
        }
        state.processes = try Processes.running(WarrenProgram.require())
        return state
    }

    func names(in directory: String) -> Set<String> { Set((names[directory] ?? nil) ?? []) }

    private static let hasNft = ["/usr/sbin/nft", "/sbin/nft", "/usr/bin/nft"].contains { FileManager.default.isExecutableFile(atPath: $0) }

    /// What is otherwise than it was, for a test's message.
    func changes(since before: MachineState) -> [String] {
        var changes = network.keys.sorted().filter { network[$0] != before.network[$0] }
            .map { "\($0):\n  before \(before.network[$0] ?? "")\n  after  \(network[$0] ?? "")" }
        for (directory, entries) in names where entries != before.names[directory] {
            changes.append("\(directory): \(before.names[directory] as Any) became \(entries as Any)")
        }
        if processes != before.processes { changes.append("processes: \(before.processes) became \(processes)") }
        return changes
    }
}

/// Runs `body`, and requires that the machine is afterwards as it was before.
func leavesTheMachineAsItWas(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let before = try MachineState.now()
    try body()
    let changes = try MachineState.now().changes(since: before)
    #expect(changes == [], sourceLocation: sourceLocation)
}

/// What /proc says of processes.
enum Processes {
    static var all: [pid_t] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }.sorted()
    }

    /// Those that run the program at this path, without the ones that have ended and wait for their parent.
    static func running(_ path: String) -> [pid_t] {
        all.filter { link("/proc/\($0)/exe") == path }
    }

    /// Sends a process that is not the caller's child a signal, and waits until all of its threads have ended. It has no program
    /// any more a moment before that, but still all that it had open.
    static func end(_ process: pid_t, by signal: Int32) throws {
        let descriptor = clinux_pidfd_open(process)
        try #require(descriptor >= 0, "there is no process \(process)")
        defer { close(descriptor) }
        kill(process, signal)
        try #require(try Program.poll([descriptor], until: .now + .seconds(30)) == [descriptor], "process \(process) does not end")
    }

    static func link(_ path: String) -> String? { try? FileManager.default.destinationOfSymbolicLink(atPath: path) }

    /// The network namespaces that a process holds by descriptors, as `net:[4026532…]`, without its own.
    static func namespaces(heldBy process: pid_t) -> Set<String> {
        let directory = "/proc/\(process)/fd"
        let held = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).compactMap { link("\(directory)/\($0)") }
        return Set(held.filter { $0.hasPrefix("net:[") }).subtracting([link("/proc/\(process)/ns/net") ?? ""])
    }

    /// Which processes are in, or hold, any of these namespaces.
    static func holding(_ namespaces: Set<String>) -> [pid_t] {
        all.filter { process in
            !Self.namespaces(heldBy: process).isDisjoint(with: namespaces)
                || link("/proc/\(process)/ns/net").map(namespaces.contains) ?? false
        }
    }
}
