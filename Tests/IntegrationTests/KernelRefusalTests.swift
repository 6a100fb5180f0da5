import Testing

extension EndToEnd {
    @Suite("What the kernel refuses is told with its own words, by the lab's line", .serialized)
    struct KernelRefusalTests {
        struct Refusal: CustomTestStringConvertible, Sendable {
            var testDescription: String
            var element: String
            var command: String
            var reason: String

            init(_ name: String, _ element: String, _ command: String, _ reason: String) {
                (testDescription, self.element, self.command, self.reason) = (name, element, command, reason)
            }
        }

        static let refusals = [
            Refusal("a setting that there is not", "Sysctl(\"net.ipv4.no_such_setting\", 1)", "sysctl -w net.ipv4.no_such_setting=1", "this kernel has no such setting"),
            Refusal("a value that the setting does not take", "Sysctl(\"net.ipv4.ip_default_ttl\", 0)", "sysctl -w net.ipv4.ip_default_ttl=0", "Invalid argument"),
            Refusal("a link's setting that there is not", "Sysctl(\"net.ipv4.conf.eth0.no_such_setting\", 1)", "sysctl -w net.ipv4.conf.eth0.no_such_setting=1", "this kernel has no such setting"),
            Refusal("a multicast MAC address", "Bridge(\"br0\", mac: \"01:00:5e:00:00:01\")", "ip link add br0 address 01:00:5e:00:00:01 type bridge", "Cannot assign requested address"),
            Refusal("an address that the loopback already has", "Address(\"127.0.0.1/8\", dev: \"lo\")", "ip addr add 127.0.0.1/8 dev lo", "already assigned"),
        ]

        @Test("in test and in up, with status 2 and nothing left", arguments: refusals)
        func refused(_ refusal: Refusal) throws {
            let folder = try LabFolder()
            let text = SmallLab.pair("red {\n\(refusal.element) // HERE\n}")
            let path = try folder.write(text)
            let line = try ArticleLab.line(of: "HERE", in: text)
            try leavesTheMachineAsItWas {
                for words in [["test", path], ["up", path, "--name", folder.name()]] {
                    let outcome = try WarrenProgram.start(words).end()
                    #expect(outcome.status == 2)
                    let first = outcome.errorLines.first ?? ""
                    #expect(first.hasPrefix("\(path):\(line): error: the kernel refused `"), "\(outcome.errors)")
                    #expect(first.contains(refusal.command) && first.contains("in red: ") && first.contains(refusal.reason), "\(first)")
                }
            }
        }

        @Test("a step refused in a later stage leaves the findings of the earlier ones")
        func laterStage() throws {
            let folder = try LabFolder()
            let path = try folder.write(
                SmallLab.pair("Stage(\"one\") { Ping(from: red, to: blue) }\nStage(\"two\") { red { Sysctl(\"net.ipv4.no_such\", 1) } }"))
            let outcome = try warren("test", path)
            #expect(outcome.status == 2)
            #expect(outcome.output.contains("✓ red reaches blue"))
            #expect(outcome.errors.contains(": error: the kernel refused `sysctl -w net.ipv4.no_such=1` in red: "))
        }
    }
}
