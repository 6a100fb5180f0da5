internal import FoundationEssentials
internal import Loading

/// The libraries that programs of the host's run with, as the host's own dynamic loader finds them.
enum SharedLibraries {
    /// Why the loader did not find all.
    private static let lacking = "not found"

    /// The paths of all libraries of the programs, and those of the loaders themselves.
    ///
    /// The loaders are run in one go, by a shell: a machine has a hundred programs that are worth having in a guest.
    ///
    /// - Parameter opened: the paths of libraries that the first program opens itself while it runs
    static func of(_ programs: [String], opened: [String] = []) async throws -> Set<String> {
        var byLoader: [String: [String]] = [:]
        for program in programs {
            guard let bytes = try? FileContents.read(program, limit: 1 << 30), let loader = ProgramFile(bytes).interpreter else { continue }
            byLoader[loader, default: []].append(program)
        }
        if let first = byLoader.first(where: { programs.first.map($0.value.contains) ?? false })?.key { byLoader[first]? += opened }
        var found = Set(opened)
        for (loader, programs) in byLoader {
            found.insert(loader)
            let script = "loader=$1; shift; for program; do \"$loader\" --list \"$program\" || exit; done"
            let shell = try HostProgram("sh", package: "dash")
            let lines = try await shell.run(["-c", script, "sh", loader] + programs).split(separator: "\n")
            if let line = lines.first(where: { $0.contains(lacking) }) {
                throw VirtualMachineError("a library of \(programs.joined(separator: ", ")) is missing: \(line.trimmingPrefix { $0.isWhitespace })")
            }
            found.formUnion(lines.compactMap(path))
        }
        return found
    }

    /// - Parameter line: `libmnl.so.0 => /lib/x86_64-linux-gnu/libmnl.so.0 (0x00007f77773e6000)`, or a path alone before the
    ///   address, or a name alone that is no file, as `linux-vdso.so.1`.
    static func path(_ line: Substring) -> String? {
        let words = line.split { $0 == " " || $0 == "\t" }
        let path = words.firstIndex(of: "=>").flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil } ?? words.first
        return path.flatMap { $0.hasPrefix("/") ? String($0) : nil }
    }
}
