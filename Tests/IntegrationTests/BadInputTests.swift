import Foundation
import Testing

extension EndToEnd {
    @Suite("A wrong lab is refused by its line, and nothing is built", .serialized)
    struct BadInputTests {
        /// A lab with one mistake, on the line that has the mark, and what is said of it.
        struct Mistake: CustomTestStringConvertible, Sendable {
            var testDescription: String
            var text: String
            var message: String

            init(_ name: String, _ text: String, _ message: String) {
                (testDescription, self.text, self.message) = (name, text, message)
            }
        }

        /// A segment with two hosts, and these elements besides.
        private static func hosts(_ more: String, second: String = "Host(\"b\", \"10.0.0.2/24\")", segment: String = "gateway: \"10.0.0.254\"") -> String {
            """
            import Warren
            let a = Host("a", "10.0.0.1/24")
            let b = \(second)
            Lab("wrong") {
                Segment("net", \(segment)) { a; b }
                \(more)
            }

            """
        }

        static let mistakes = [
            Mistake("two nodes with one address", hosts("", second: "Host(\"b\", \"10.0.0.1/24\") // HERE"), "b has the address 10.0.0.1 of a"),
            Mistake("an address outside its segment", hosts("", second: "Host(\"b\", \"10.0.1.2/24\") // HERE"), "10.0.1.2/24 of b is outside the segment net"),
            Mistake("a gateway outside its segment", hosts("// HERE is the segment above").replacingOccurrences(of: "10.0.0.254\") { a; b }\n    // HERE is the segment above", with: "10.0.9.254\") { a; b } // HERE"), "the gateway 10.0.9.254 is outside the segment's network (10.0.0.0/24)"),
            Mistake("a next hop that no link reaches", hosts("a { Route(\"10.9.0.0/24\", via: \"10.8.0.1\") } // HERE"), "no link of a reaches the next hop 10.8.0.1"),
            Mistake("a link name over 15 bytes", hosts("a { Bridge(\"sixteen-bytes-xx\") } // HERE"), "the link name \"sixteen-bytes-xx\" has 16 bytes; the kernel takes 15 at the most"),
            Mistake("a pod on a host that is not in the lab", hosts("Pod(\"p\", \"192.168.1.2/24\", on: Host(\"c\", \"10.0.0.3/24\")) // HERE"), "p lives on c, which is not part of the lab"),
            Mistake("an MTU that the vxlan's overhead breaks", hosts("a { Vxlan(\"v\", id: 1, local: a, dev: \"eth0\", mtu: 1451) } // HERE"), "an MTU of 1451 does not fit: eth0 has 1500 bytes and vxlan adds 50; expected 1450 at the most"),
            Mistake("an MTU that the ipip header breaks", hosts("a { IPIP(\"t\", local: a, mtu: 1481) } // HERE"), "an MTU of 1481 does not fit"),
            Mistake("a VNI out of range", hosts("a { Vxlan(\"v\", id: 16_777_216) } // HERE"), "the VNI is 16777216; expected 0 to 16777215"),
            Mistake("a port out of range", hosts("a { Vxlan(\"v\", id: 1, port: 65_536) } // HERE"), "the UDP port is 65536"),
            Mistake("two vxlan devices with one VNI and port", hosts("a { Vxlan(\"v\", id: 1, port: 4789); Vxlan(\"w\", id: 1, port: 4789) } // HERE"), "a already has VNI 1 on UDP port 4789"),
            Mistake("a local address of somebody else", hosts("a { IPIP(\"t\", local: b) } // HERE"), "the local address 10.0.0.2 is not one of a's"),
            Mistake("a source address of nobody", hosts("a { Route(\"10.9.0.0/24\", via: b, src: \"10.0.0.77\") } // HERE"), "the source address 10.0.0.77 is not one of a's"),
            Mistake("a bridge as a port of a bridge", hosts("a { Bridge(\"br0\"); Bridge(\"br1\", ports: [\"br0\"]) } // HERE"), "br0 of a cannot be a port of br1"),
            Mistake("an address that is none", hosts("a { Address(\"10.0.0.300/24\", dev: \"eth0\") } // HERE"), "\"10.0.0.300/24\" is not an address with its prefix length"),
            Mistake("a MAC address that is none", hosts("a { Neighbour(\"10.0.0.9\", mac: \"02:00\", dev: \"eth0\") } // HERE"), "\"02:00\" is not a MAC address"),
            Mistake("a link that the node does not have", hosts("a { Route(\"10.9.0.0/24\", dev: \"eth1\") } // HERE"), "a has no link eth1"),
            Mistake("the same route twice", hosts("a { Route(\"10.9.0.0/24\", via: b); Route(\"10.9.0.0/24\", via: b) } // HERE"), "a already has a route to 10.9.0.0/24"),
            Mistake("a pod without a way out (proxy_arp)", hosts("Pod(\"p\", \"192.168.1.2/24\", on: a) // HERE", segment: "mtu: 1500"), "a has no route to 169.254.10.24, so it would not answer p's ARP requests"),
            Mistake("two stages of one title", hosts("Stage(\"one\") {}\n    Stage(\"one\") {} // HERE"), "a stage \"one\" is already at line 6"),
            Mistake("a name that cannot be a file's", "import Warren\nLab(\"not/a name\") { Namespace(\"a\") } // HERE\n", "\"not/a name\" cannot name a lab"),
            Mistake("two nodes of one name", "import Warren\nLab(\"x\") {\n    Namespace(\"a\")\n    Namespace(\"a\") // HERE\n}\n", "\"a\" is already the name of a namespace (line 3)"),
            Mistake("two labs in a file", "import Warren\nLab(\"a\") { Namespace(\"a\") }\nLab(\"b\") { Namespace(\"b\") } // HERE\n", "a second lab: a file holds one"),
            Mistake("a peer that is misspelt", hosts("a { Route(\"10.9.0.0/24\", via: c) } // HERE"), "cannot find 'c' in scope"),
            Mistake("a lab that crashes", hosts("").replacingOccurrences(of: "let a", with: "if CommandLine.arguments.count > 0 { fatalError(\"on purpose\") } // HERE\nlet a"), "on purpose"),
            Mistake("a pattern that begins with Ethernet on a tunnel", hosts("a { IPIP(\"t\", local: a) }; Ping(from: a, to: b).seen(on: a[\"t\"], Ethernet()) // HERE"), "a:t carries packets without an Ethernet header"),
        ]

        @Test("named with what was expected", arguments: mistakes)
        func mistake(_ mistake: Mistake) throws {
            let folder = try LabFolder()
            let path = try folder.write(mistake.text)
            let line = try ArticleLab.line(of: "HERE", in: mistake.text)
            try leavesTheMachineAsItWas {
                for words in [["test", path], ["up", path, "--name", folder.name()], ["explain", path]] {
                    let outcome = try WarrenProgram.start(words).end()
                    #expect(outcome.status == 2)
                    // The compiler says the column as well.
                    let first = outcome.errorLines.first ?? ""
                    #expect(first.hasPrefix("\(path):\(line):"), "\(outcome.errors)")
                    #expect(first.contains("error: ") && first.contains(mistake.message), "\(first)")
                    #expect(words[0] == "test" || outcome.output == "")
                }
            }
        }

        @Test("every mistake is told at once, by line")
        func several() throws {
            let folder = try LabFolder()
            let path = try folder.write(Self.hosts("a { Bridge(\"sixteen-bytes-xx\") }\n    b { Route(\"10.9.0.0/24\", via: \"10.8.0.1\") }"))
            let outcome = try warren("test", path)
            #expect(outcome.errorLines.count == 2)
            #expect(outcome.errorLines.map { $0.hasPrefix("\(path):6: error:") || $0.hasPrefix("\(path):7: error:") } == [true, true])
        }

        @Test("the path is the one that was given")
        func relativePath() throws {
            let folder = try LabFolder()
            _ = try folder.write(Self.hosts("a { Bridge(\"sixteen-bytes-xx\") }"))
            let outcome = try WarrenProgram.start(["test", "./lab.swift"], behind: ["env", "-C", folder.path]).end()
            #expect(outcome.errors.hasPrefix("./lab.swift:6: error: "))
        }

        @Test("no file, no lab in it, no labs in a directory")
        func nothing() throws {
            let folder = try LabFolder()
            let missing = try warren("test", folder.path + "/missing.swift")
            #expect(missing.status == 2)
            #expect(missing.errors == "\(folder.path)/missing.swift: error: no such file\n")
            let empty = try warren("test", folder.path)
            #expect(empty.status == 64)
            #expect(empty.errors.contains("\(folder.path) has no lab files (.swift or .lab)"))
            let file = try folder.write("import Warren\n")
            let noLab = try warren("test", file)
            #expect(noLab.status == 2)
            #expect(noLab.errors == "\(file): error: no lab in this file: expected one Lab(\"name\") { … }\n")
        }

        @Test("an unknown stage is a wrong command line, and names those that there are", arguments: ["7", "0", "no such", ""])
        func unknownStage(_ stage: String) throws {
            for verb in ["up", "explain"] {
                let outcome = try warren(verb, Package.article, "--stage", stage)
                #expect(outcome.status == 64)
                #expect(outcome.errors.contains("has no stage \"\(stage)\"; it has 1 Environment, 2 Host routes, 3 IP tunnel"))
            }
        }

        @Test("a name that is none is a wrong command line", arguments: ["a/b", "..", "", "a.b", "-x"])
        func wrongName(_ name: String) throws {
            let outcome = try warren("up", Package.article, "--name=\(name)")
            #expect(outcome.status == 64)
        }
    }
}
