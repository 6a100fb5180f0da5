import Foundation

/// The programs beside this one.
enum Programs {
    static let own = path(of: "/proc/self/exe")
    private static let directory = URL(fileURLWithPath: own).deletingLastPathComponent().path
    static let warren = directory + "/warren"
    /// What makes requests fail.
    static let faults = directory + "/libWarrenFaults.so"
    /// What labs have been compiled to.
    static let cache = directory + "/warren-chaos.cache"

    static func check() throws {
        for file in [warren, faults] where access(file, R_OK) != 0 { throw ChaosError("\(file) is missing: make chaos builds it") }
    }

    private static func path(of link: String) -> String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? link
    }
}
