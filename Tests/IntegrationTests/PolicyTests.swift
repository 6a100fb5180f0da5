import Foundation
import Testing

extension EndToEnd {
    @Suite("Several ways, rules, limits and macvlans in the kernel")
    struct PolicyTests {
        private static let more = """
            red {
                    Route("10.8.0.0/16", via: [Hop("10.9.0.2", weight: 2), Hop("10.9.0.3")])
                    Route("10.7.0.0/16", via: "10.9.0.2", table: 100)
                    Rule(from: "10.9.0.1", to: "10.7.0.0/16", table: 100, priority: 7, mark: 64)
                    Limit("eth0", rate: .megabits(10), burst: 5000, latency: .milliseconds(50))
                    Macvlan("mv0", on: "eth0", mode: .vepa)
                    Address("fd00:9::1/64", dev: "eth0")
                }
                blue { Address("fd00:9::2/64", dev: "eth0") }
                Ping(from: red, to: blue, .ipv6)
            """

        @Test("ip and tc show what the lab says, and a second look finds nothing to change")
        func shown() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair(Self.more))
            let name = try folder.up(file)
            let red = KernelState(name, "red")

            let ways = try #require(try red.show("ip route show 10.8.0.0/16").first?["nexthops"] as? [[String: Any]])
            #expect(ways.map { $0["weight"] as? Int } == [2, 1])
            #expect(try red.show("ip route show table 100").first?["gateway"] as? String == "10.9.0.2")
            let rule = try #require(try red.show("ip rule show").first { $0["priority"] as? Int == 7 })
            #expect(rule["src"] as? String == "10.9.0.1" && rule["fwmark"] as? String == "0x40" && rule["table"] as? String == "100")
            let queue = try #require(try KernelState.objects(of: ["tc", "-j", "-n", "\(name).red", "qdisc", "show", "dev", "eth0"]).first)
            #expect((queue["options"] as? [String: Any])?["rate"] as? Int == 1_250_000)
            let link = try #require(try red.show("ip -d link show mv0").first?["linkinfo"] as? [String: Any])
            #expect((link["info_data"] as? [String: Any])?["mode"] as? String == "vepa")
            let own = try #require(try red.show("ip -6 addr show dev eth0").first?["addr_info"] as? [[String: Any]])
            #expect(own.count == 2 && own.allSatisfy { $0["tentative"] == nil && $0["nodad"] as? Bool == true })

            let plan = try warren("plan", file, "--name", name)
            #expect(plan.status == 0 && !plan.output.contains("ip "), "\(plan.output)\(plan.errors)")
        }
    }
}
