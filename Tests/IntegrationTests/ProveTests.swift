import Foundation
import Testing

extension EndToEnd {
    @Suite("A running lab is proved again, and probed", .serialized)
    struct ProveTests {
        @Test("the stage that stands is judged on the network as it is: what was learned, what somebody changed, and what is mended")
        func again() throws {
            let folder = try LabFolder()
            let name = try folder.up(Package.article, stage: "vxlan")
            let first = try warren("prove", name)
            #expect(first.status == 0 && first.lines.first?.hasPrefix("\(name)   5 nodes, 1 stage ") == true, "\(first)")
            #expect(first.lines[1] == "  4 vxlan" && first.lines.last?.hasPrefix("1 lab, 1 stage, 9 expectations: 9 held ") == true, "\(first.output)")

            // By now the hosts know each other, and nobody asks by ARP.
            let second = try warren("prove", name)
            #expect(second.status == 1 && second.output.contains("✗ asked, answered and used within the tunnel"), "\(second.output)")
            #expect(try warren("prove", name, "--forget", "--stage", "VXLAN").status == 0)

            #expect(try run("ip", "-n", "\(name).host1", "route", "del", "192.168.10.10").status == 0)
            let broken = try warren("prove", name, "--forget")
            #expect(broken.status == 1 && broken.output.contains("underlay has no route to 192.168.10.10"), "\(broken.output)")
            #expect(broken.lines.contains { $0.hasSuffix("look further   warren shell \(name) pod-a") && !$0.contains("warren up") })
            #expect(broken.output.contains("/labs/pods-across-hosts.swift:"))
            #expect(try warren("apply", name).status == 0)
            #expect(try warren("prove", name, "--forget").status == 0)

            let other = try warren("prove", name, "--stage", "3")
            #expect(other.status == 2)
            #expect(other.errors == "warren: \(name) is at stage 4, vxlan, not at stage 3, IP tunnel; warren apply \(name) --stage 3 brings it there\n")
        }

        @Test("on a link that somebody has removed nothing is seen, and that is a failed expectation")
        func removedLink() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair("Ping(from: red, to: blue).seen(on: blue[\"eth0\"], ICMP(.echoRequest))"))
            let name = try folder.up(file)
            #expect(try warren("prove", name).status == 0)
            #expect(try run("ip", "-n", "\(name).red", "link", "del", "eth0").status == 0)
            let outcome = try warren("prove", name)
            #expect(outcome.status == 1 && outcome.lines.count { $0.contains("    ✗ ") } == 2, "\(outcome)")
        }

        @Test("results have the forms that test gives them")
        func forms() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            let name = try folder.up(file)
            let json = try JSONSerialization.jsonObject(with: Data(warren("prove", name, "--format", "json").output.utf8)) as? [String: Any]
            let lab = try #require((json?["labs"] as? [[String: Any]])?.first)
            #expect(lab["name"] as? String == name && lab["file"] as? String == file && lab["outcome"] as? String == "passed" && lab["nodes"] as? Int == 2)
            #expect(((lab["stages"] as? [[String: Any]])?.first?["expectations"] as? [[String: Any]])?.first?["name"] as? String == "red reaches blue")
            let junit = try warren("ping", name, "red", "10.9.0.77", "--format", "junit", "-W", "0.2")
            #expect(junit.status == 1 && junit.output.contains("<failure") && junit.output.contains("red reaches 10.9.0.77"), "\(junit)")
            let results = folder.path + "/results.tap"
            let both = try warren("connect", name, "red", "blue:7", "--format", "tap", "--output", results)
            #expect(both.status == 1 && both.output.contains("✗ red connects to tcp 7 of blue"), "\(both)")
            #expect(try String(contentsOfFile: results, encoding: .utf8).contains("not ok 1 - "))
        }

        @Test(
            "ping asks whom it is told, as often and as long as it is told",
            arguments: [
                (["red", "blue", "-c", "3"], "✓ red reaches blue", "3 of 3"),
                (["red", "blue:eth0", "--size", "1472", "--df"], "✓ red reaches blue:eth0 with 1472 bytes unfragmented", "ms"),
                (["red", "10.9.0.2", "-4", "-t", "1"], "✓ red reaches 10.9.0.2 by IPv4 with a TTL of 1", "ms"),
                (["red", "fd00::2", "-6", "-c", "2", "-i", "0.001"], "✓ red reaches fd00::2 by IPv6", "2 of 2"),
                (["red", "10.9.0.77", "--fails"], "✓ red does not reach 10.9.0.77", "no answer"),
                (["red", "10.8.0.1", "-W", "0.1"], "✗ red reaches 10.8.0.1", "0 of 1"),
                (["red", "blue", "-s", "1473", "--df"], "✗ red reaches blue with 1473 bytes unfragmented", "0 of 1"),
            ] as [([String], String, String)])
        func ping(_ words: [String], _ title: String, _ measure: String) throws {
            let folder = try LabFolder()
            let six = "red { Address(\"fd00::1/64\", dev: \"eth0\") }\nblue { Address(\"fd00::2/64\", dev: \"eth0\") }"
            let name = try folder.up(folder.write(SmallLab.pair(six)))
            let outcome = try WarrenProgram.start(["ping", name] + words).end()
            #expect(outcome.status == (title.hasPrefix("✓") ? 0 : 1))
            #expect(outcome.lines.contains { $0.hasPrefix("    \(title) ") && $0.contains(measure) }, "\(outcome)")
            // What was asked on a command line is on no line of a file.
            #expect(!outcome.output.contains("command line"), "\(outcome.output)")
        }

        @Test(
            "connect speaks with a port by TCP or UDP, and waits for what must come back",
            arguments: [
                (["blue:7"], "✓ red connects to tcp 7 of blue"),
                (["blue:eth0:7", "--send", "hello", "--expect", "hello", "-c", "2"], "✓ red hears \"hello\" back from tcp 7 of blue:eth0"),
                (["10.9.0.2:53", "--udp", "--send", "?", "--expect", "!"], "✓ red hears \"!\" from udp 53 of 10.9.0.2"),
                (["[fd00::2]:7"], "✓ red connects to tcp 7 of fd00::2"),
                (["blue:8", "--fails"], "✓ red does not connect to tcp 8 of blue"),
                (["blue:8"], "✗ red connects to tcp 8 of blue"),
                (["blue:53", "--udp", "--send", "?", "--expect", "?"], "✗ red hears \"?\" back from udp 53 of blue"),
            ] as [([String], String)])
        func connect(_ words: [String], _ title: String) throws {
            let folder = try LabFolder()
            let lab = """
                red { Address("fd00::1/64", dev: "eth0") }
                blue { Address("fd00::2/64", dev: "eth0") }
                Serve(on: blue, .tcp, port: 7)
                Serve(on: blue, .udp, port: 53, reply: "!")
                """
            let name = try folder.up(folder.write(SmallLab.pair(lab)))
            let outcome = try WarrenProgram.start(["connect", name, "red"] + words).end()
            #expect(outcome.status == (title.hasPrefix("✓") ? 0 : 1))
            #expect(outcome.lines.contains { $0.hasPrefix("    \(title) ") }, "\(outcome)")
        }

        @Test("a probe of what is not there is told with status 2, and of what cannot be with 64")
        func refusals() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair()))
            #expect(try warren("ping", name, "green", "blue").errors == "warren: \(name) has no node green; it has blue, red\n")
            #expect(try warren("ping", name, "red", "10.9.0").errors == "warren: \(name) has no node 10.9.0; it has blue, red\n")
            let link = try warren("connect", name, "red", "blue:eth1:7")
            #expect(link.status == 2 && link.errors == "warren: blue has no link eth1; it has eth0\n", "\(link)")
            #expect(try warren("ping", name, "red", "blue", "-4", "-6").status == 64)
            let size = try warren("ping", name, "red", "blue", "--size", "70000")
            #expect(size.status == 2 && size.errors.hasPrefix("warren: the payload's size is "), "\(size)")
            for target in ["blue", "blue:0", "blue:70000", "fd00::2:7"] { #expect(try warren("connect", name, "red", target).status == 64, "\(target)") }
            #expect(try warren("ping", "no-such-lab", "red", "blue").status == 2)
        }

        @Test("while a proof goes on, what only tells does not wait, what needs the network waits, and goes on when whoever wants the proof has gone")
        func waiting() throws {
            let folder = try LabFolder()
            let name = try folder.up(folder.write(SmallLab.pair(SmallLab.silence)))
            let proof = try WarrenProgram.start(["prove", name])
            try proof.wait(for: "1 pair")
            #expect(try warren("graph", name).status == 0)
            let plan = try WarrenProgram.start(["plan", name])
            try plan.wait(forError: "warren: waiting for the end of a proof of \(name)\n")
            // It would wait five minutes for an answer.
            proof.send(SIGINT)
            let told = try plan.end(within: 30)
            #expect(told.status == 0 && told.output.contains("nothing to do"), "\(told)")
        }

        @Test("the lab ends at once while something of it is proved, and all that it runs with it", arguments: ["prove", "connect", "ping"])
        func end(_ verb: String) throws {
            let folder = try LabFolder()
            let command = "Warren.Command(from: red, \"sleep\", \"86399\", within: .seconds(300))"
            let name = try folder.up(folder.write(SmallLab.pair("Run(on: red, \"sleep\", \"86400\")\n\(command)\n\(SmallLab.silence)")))
            let words = ["prove": [], "connect": ["red", "10.9.0.99:9", "-W", "300"], "ping": ["red", "10.9.0.99", "-W", "300"]]
            let proof = try WarrenProgram.start([verb, name] + #require(words[verb]))
            try proof.wait(for: "1 pair")
            if verb == "prove" { try waitUntil("the probe runs") { try run("pgrep", "-fx", "sleep 86399").status == 0 } }
            // `down` would kill it after a while.
            try Processes.end(Keeper.process(of: name), by: SIGTERM)
            let outcome = try proof.end(within: 30)
            #expect(outcome.status == 3 && outcome.errors == "warren: the keeper of \(name) ended before it answered, and the lab with it\n", "\(outcome)")
            #expect(try run("pgrep", "-fx", "sleep 8(6399|6400)").status == 1)
        }
    }
}
