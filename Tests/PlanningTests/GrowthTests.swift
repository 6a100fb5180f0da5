import Foundation
import Planning
import Testing
import Warren

@Suite struct GrowthTests {
    static let isWanted = ProcessInfo.processInfo.environment["WARREN_GROWTH"] != nil

    /// A segment of hosts with pods, and a stage in which every host has a route to every other.
    private func lab(hosts: Int, pods: Int) -> Lab {
        let all = (0..<hosts).map { Host("host\($0)", "10.0.\($0 / 200).\($0 % 200 + 2)/16") }
        return Lab("growth") {
            Segment("underlay", gateway: "10.0.255.254") { all }
            for (number, host) in all.enumerated() {
                for pod in 0..<pods { Pod("pod\(number)-\(pod)", "\(100 + pod / 250).\(16 + number / 250).\(number % 250).\(pod % 250 + 1)/24", on: host) }
            }
            Stage("apart") {}
            Stage("together") {
                for (number, host) in all.enumerated() {
                    for (peer, other) in all.enumerated() where peer != number {
                        host { Route("100.\(16 + peer / 250).\(peer % 250).0/24", via: other) }
                    }
                }
            }
        }
    }

    /// Prints and proves nothing: `WARREN_GROWTH=1 swift test -c release --filter GrowthTests`.
    @Test(.enabled(if: isWanted, "set WARREN_GROWTH to look"), arguments: [(10, 10), (25, 25), (50, 50), (100, 100), (100, 1), (200, 1), (400, 1), (1, 200), (1, 2000)])
    func `how long planning takes`(hosts: Int, pods: Int) throws {
        let clock = ContinuousClock()
        let lab = lab(hosts: hosts, pods: pods)
        var plan: Plan?
        let planning = try clock.measure { plan = try Plan(lab) }
        let stages = try #require(plan).stages
        var build = 0, change = 0
        let building = clock.measure { build = plan!.steps(to: stages[0]).count }
        let changing = clock.measure { change = plan!.steps(from: stages[0], to: stages[1]).count }
        print("\(hosts) × \(pods): plan of two stages \(planning), \(build) steps to build \(building), \(change) steps from stage to stage \(changing)")
    }
}
