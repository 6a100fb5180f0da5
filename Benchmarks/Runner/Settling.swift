import Foundation

/// The kernel removes namespaces in the background, long after the program that had them is gone. What is measured
/// next waits until it has, or it would share the machine with that work.
enum Settling {
    /// Until there are about as many namespaces as at the first call, or for a minute.
    static func wait() throws {
        let deadline = ContinuousClock.now + .seconds(60)
        // Nobody is told when a namespace is gone, so it is looked at again and again. The kernel counts some of those that it keeps for the next one's sake.
        while try namespaces() > before + 32, ContinuousClock.now < deadline { usleep(10_000) }
    }

    private static let before = (try? namespaces()) ?? 0

    /// How many network namespaces the kernel has, by /proc/slabinfo.
    private static func namespaces() throws -> Int {
        let lines = try String(contentsOfFile: "/proc/slabinfo", encoding: .utf8).split(separator: "\n")
        return lines.first { $0.hasPrefix("net_namespace ") }.flatMap { Int($0.split(separator: " ")[1]) } ?? 0
    }
}
