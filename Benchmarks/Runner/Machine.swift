import Foundation

/// What the figures were measured on.
enum Machine {
    static func table(_ names: [String]) -> Table {
        let text = { (path: String) in (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
        let field = { (text: String, name: String) -> String in
            let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
            return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
        }
        let memory = (Double(field(text("/proc/meminfo"), "MemTotal").split(separator: " ")[0]) ?? 0) / 1_048_576
        let compiler = (try? Execution("swift", "--version").output.split(separator: "\n").first.map(String.init)) ?? nil
        return Table(
            name: "machine", heads: ["", ""],
            rows: [
                ["processor", "\(sysconf(Int32(_SC_NPROCESSORS_ONLN))) × \(field(text("/proc/cpuinfo"), "model name"))"],
                ["memory", String(format: "%.0f GiB", memory)],
                ["kernel", text("/proc/sys/kernel/osrelease").trimmingCharacters(in: .newlines)],
                ["compiler", compiler ?? "unknown"],
                ["command", "`make bench" + (names.isEmpty ? "" : " BENCHMARKS=\"\(names.joined(separator: " "))\"") + "`"],
            ],
            note: "")
    }
}
