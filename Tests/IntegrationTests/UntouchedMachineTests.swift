import Testing

extension EndToEnd {
    @Suite("The machine is as it was", .serialized)
    struct UntouchedMachineTests {
        @Test("after a test of every stage")
        func test() throws {
            try leavesTheMachineAsItWas {
                let outcome = try warren("test", Package.article)
                #expect(outcome.status == 0)
            }
        }

        @Test("after up and down, at each stage", arguments: 1...6)
        func upAndDown(_ stage: Int) throws {
            let folder = try LabFolder()
            try leavesTheMachineAsItWas {
                let name = try folder.up(Package.article, stage: "\(stage)")
                let outcome = try warren("down", name)
                #expect(outcome.status == 0)
            }
        }

        @Test("while a lab is up, but for its names, its record and its keeper")
        func whileUp() throws {
            let folder = try LabFolder()
            let before = try MachineState.now()
            let name = try folder.up(folder.write(SmallLab.pair()))
            let during = try MachineState.now()
            #expect(during.network == before.network)
            #expect(during.processes.count == before.processes.count + 1)
            #expect(during.names(in: "/run/netns").subtracting(before.names(in: "/run/netns")) == ["\(name).blue", "\(name).red"])
            #expect(during.names(in: "/run/warren").subtracting(before.names(in: "/run/warren")) == [name])
            try warren("down", name)
            let changes = try MachineState.now().changes(since: before)
            #expect(changes == [])
        }

        @Test("after expectations that failed")
        func failedExpectation() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair("Ping(from: red, to: \"10.9.0.2\", timeout: .seconds(5)).fails()"))
            try leavesTheMachineAsItWas {
                let outcome = try warren("test", file)
                #expect(outcome.status == 1)
            }
        }

        @Test("after a step that the kernel refused, in test and in up")
        func refusedStep() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair("red { Sysctl(\"net.ipv4.no_such_thing\", 1) }"))
            try leavesTheMachineAsItWas {
                let statuses = try [warren("test", file).status, warren("up", file, "--name", folder.name()).status]
                #expect(statuses == [2, 2])
            }
        }
    }
}
