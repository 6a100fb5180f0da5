internal import Reporting

/// The last of what the guest's kernel, or QEMU, has written.
struct Console {
    /// In bytes.
    private static let limit = 64 << 10
    private var bytes: [UInt8] = []

    mutating func take(_ more: some Collection<UInt8>) {
        bytes += more
        if bytes.count > 2 * Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
    }

    /// Its lines, without what a terminal would act upon.
    var lines: [String] {
        bytes.split { $0 == 0x0a || $0 == 0x0d }.map { VisibleText.of(String(decoding: $0, as: UTF8.self)) }.filter { !$0.isEmpty }
    }

    /// What went wrong in the guest, if its kernel has said so: from there on, else the last lines.
    func tail(_ count: Int = 16) -> [String] {
        let lines = lines
        guard let position = lines.firstIndex(where: Self.isGrave) else { return lines.suffix(count) }
        return Array(lines[position...].prefix(count))
    }

    /// The line in which the kernel says that it cannot go on; `nil` if it has not.
    var panic: String? {
        guard let line = lines.last(where: { $0.contains("Kernel panic") }), let place = line.firstRange(of: "Kernel panic") else { return nil }
        return String(line[place.lowerBound...])
    }

    /// Whether the kernel could not make sense of its first file system.
    var hasBadImage: Bool { lines.contains { $0.contains("Initramfs unpacking failed") || $0.contains("No working init found") } }

    /// The line in which the kernel says that it has killed a program for want of memory.
    var killing: String? {
        guard let line = lines.last(where: { $0.contains("Out of memory: Killed process") }), let place = line.firstRange(of: "Out of memory") else { return nil }
        return String(line[place.lowerBound...])
    }

    private static func isGrave(_ line: String) -> Bool {
        ["Kernel panic", "BUG:", "Oops:", "Out of memory", "sysrq:"].contains { line.contains($0) }
    }
}
