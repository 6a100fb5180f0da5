import Foundation
import Testing

/// The kernel that virtual machines have in these tests: fetched once, and kept from one run of the tests to the next.
enum GuestKernels {
    /// Its release, such as `6.1.0-56-cloud-amd64`.
    static func require() throws -> String { try usual.get() }

    private static let usual = Result { () throws -> String in
        if let release = try listed() { return release }
        let fetch = try warren("vm", "fetch")
        guard let release = try listed() else { throw Missing(description: "no kernel was fetched: \(fetch.errors)") }
        return release
    }

    private static func listed() throws -> String? {
        try warren("vm", "list").lines.first { $0.contains("used unless --kernel") }?.split(separator: " ").first.map(String.init)
    }

    struct Missing: Error, CustomStringConvertible {
        var description: String
    }
}
