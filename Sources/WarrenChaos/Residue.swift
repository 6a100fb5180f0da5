import Foundation
import Netlink

/// What is there of labs: of each kind, what was not there before.
struct Residue: Equatable, CustomStringConvertible {
    /// Network namespaces that a process or a mount holds.
    var namespaces: Set<String> = []
    /// Links of the cell's own namespace.
    var links: Set<String> = []
    var processes: Set<String> = []
    /// Entries of /run/netns.
    var names: Set<String> = []
    /// Everything else below /run, and temporary files.
    var files: Set<String> = []

    static func now() throws -> Residue {
        var found = Residue()
        let processes = Cell.processes()
        for process in processes + [getpid()] {
            found.namespaces.formUnion(namespaces(of: "/proc/\(process)"))
            if process != getpid() { found.processes.insert("\(process) \(name(of: process))") }
        }
        let mounts = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
        found.namespaces.formUnion(mounts.split(separator: "\n").filter { $0.contains(" - nsfs ") }.map { "mount \($0.split(separator: " ")[4])" })
        found.links = Set(try NetlinkSocket().links().map(\.name))
        for entry in Cell.entries(of: "/run/netns") { found.names.insert(entry) }
        for case let entry as String in FileManager.default.enumerator(atPath: "/run") ?? .init() where !entry.hasPrefix("netns/") {
            found.files.insert(entry)
        }
        return found
    }

    private static func namespaces(of process: String) -> Set<String> {
        let places = ["\(process)/ns/net"] + Cell.entries(of: "\(process)/fd").map { "\(process)/fd/\($0)" }
        return Set(places.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: $0) }.filter { $0.hasPrefix("net:[") })
    }

    private static func name(of process: pid_t) -> String {
        let line = (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? ""
        return line.split(separator: "\0").prefix(3).joined(separator: " ")
    }

    /// What is there now that was not.
    func since(_ before: Residue) -> Residue {
        Residue(
            namespaces: namespaces.subtracting(before.namespaces), links: links.subtracting(before.links),
            processes: processes.subtracting(before.processes), names: names.subtracting(before.names), files: files.subtracting(before.files))
    }

    private var kinds: [(String, Set<String>)] {
        [("namespaces", namespaces), ("links", links), ("processes", processes), ("names", names), ("files", files)]
    }

    var count: Int { kinds.map(\.1.count).reduce(0, +) }
    var counts: [Int] { kinds.map(\.1.count) }

    var description: String {
        kinds.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.sorted().joined(separator: ", "))" }.joined(separator: "; ")
    }

    /// Waits until nothing is left, for as long as the kernel may take to bury the dead; it tells nobody when it has.
    static func await(_ before: Residue) throws -> Residue {
        let limit = ContinuousClock.now + .seconds(30)
        while true {
            let left = try now().since(before)
            if left.count == 0 || ContinuousClock.now > limit { return left }
            usleep(500)
        }
    }
}
