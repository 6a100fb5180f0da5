import Foundation
import Testing

extension EndToEnd {
    @Suite("What holds a lab has no rights beyond networks", .serialized)
    struct PrivilegeTests {
        /// Bits of capabilities(7) that reach the machine: modules, raw input and output, reboot, clock, device files, log.
        private static let machine = [16, 17, 22, 25, 27, 34]
        /// Those over networks and namespaces: admin, raw, low ports, namespaces.
        private static let networks = [12, 13, 10, 21]

        /// Says what rights it has, and then listens.
        private static let server = "Run(on: blue, \"sh\", \"-c\", \"cat /proc/self/status; exec iperf3 -s\", ready: .listening(tcp: 5201))"

        /// The masks of a /proc/PID/status, by their names.
        private func capabilities(_ status: String) -> [String: UInt64] {
            let lines = status.split(separator: "\n").filter { $0.hasPrefix("Cap") }.map { $0.split { ": \t".contains($0) } }
            return Dictionary(uniqueKeysWithValues: lines.map { (String($0[0]), UInt64($0[1], radix: 16) ?? .max) })
        }

        private func expectNetworksOnly(_ status: String, than: [String: UInt64]) throws {
            let masks = capabilities(status)
            for name in ["CapPrm", "CapEff", "CapBnd"] {
                let mask = try #require(masks[name]), whole = try #require(than[name])
                for bit in Self.machine { #expect(mask >> UInt64(bit) & 1 == 0, "\(name) has \(bit)") }
                for bit in Self.networks { #expect(mask >> UInt64(bit) & 1 == whole >> UInt64(bit) & 1, "\(name) lacks \(bit)") }
            }
        }

        @Test("the keeper and its programs; whoever enters a node keeps what rights they have")
        func up() throws {
            let own = capabilities(try String(contentsOfFile: "/proc/self/status", encoding: .utf8))
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair(Self.server)))
            try expectNetworksOnly(String(contentsOfFile: "/proc/\(Keeper.process(of: name))/status", encoding: .utf8), than: own)
            // What it says is written down beside the look whether it is ready.
            let log = "/run/warren/\(name)/blue.sh.log"
            try waitUntil("it has said all") { try String(contentsOfFile: log, encoding: .utf8).contains("nonvoluntary_ctxt_switches:") }
            try expectNetworksOnly(String(contentsOfFile: log, encoding: .utf8), than: own)
            let entered = try warren("exec", name, "blue", "--", "cat", "/proc/self/status")
            #expect(capabilities(entered.output)["CapEff"] == own["CapEff"])
        }

        @Test("a lab under test", arguments: [[], ["--timeout", "60"]])
        func test(_ options: [String]) throws {
            let own = capabilities(try String(contentsOfFile: "/proc/self/status", encoding: .utf8))
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair("Command(from: red, \"grep\", \"Cap\", \"/proc/self/status\").fails()"))
            // A failed expectation prints what the program did.
            let outcome = try WarrenProgram.start(["test", file] + options).end()
            #expect(outcome.status == 1)
            let printed = outcome.lines.compactMap { line in line.firstRange(of: /Cap\w{3}:/).map { String(line[$0.lowerBound...]) } }
            try expectNetworksOnly(printed.joined(separator: "\n"), than: own)
        }
    }
}
