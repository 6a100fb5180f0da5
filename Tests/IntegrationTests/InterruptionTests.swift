import Foundation
import Testing

extension EndToEnd {
    @Suite("However a run ends, nothing of it is left", .serialized)
    struct InterruptionTests {
        /// A run that waits for an answer which never comes.
        private func waitingRun(_ folder: LabFolder) throws -> Program {
            let program = try WarrenProgram.start(["test", folder.write(SmallLab.pair(SmallLab.silence))])
            try program.wait(for: "built in")
            return program
        }

        @Test("kill -9 in mid-flight: no process, no name, no namespace")
        func killed() throws {
            let folder = try LabFolder()
            try leavesTheMachineAsItWas {
                let program = try waitingRun(folder)
                let witness = try Witness(of: program.process, "eth0")
                #expect(witness.namespaces.count == 2)
                program.send(SIGKILL)
                let outcome = try program.end()
                #expect(outcome.status == -SIGKILL)
                try witness.expectThatAllIsGone()
            }
        }

        @Test(
            "a signal ends it with 128 and the signal's number, and says so",
            arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
        func signalled(_ signal: Int32, _ status: Int32) throws {
            let folder = try LabFolder()
            try leavesTheMachineAsItWas {
                let program = try waitingRun(folder)
                let witness = try Witness(of: program.process, "eth0")
                program.send(signal)
                let outcome = try program.end()
                #expect(outcome.status == status)
                #expect(outcome.errors == "warren: interrupted; what was built is gone\n")
                try witness.expectThatAllIsGone()
            }
        }

        @Test("a signal that the starter has ignored stays ignored")
        func ignored() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair(SmallLab.silence))
            let program = try Program(
                ["sh", "-c", "trap '' INT; exec \"$0\" test \"$1\"", WarrenProgram.require(), file], environment: WarrenProgram.environment)
            try program.wait(for: "built in")
            program.send(SIGINT)
            program.send(SIGTERM)
            #expect(try program.end().status == 143)
        }

        @Test(
            "a signal while the lab is still compiled ends it the same way",
            arguments: [("test", SIGINT, Int32(130)), ("test", SIGTERM, 143), ("up", SIGINT, 130), ("up", SIGTERM, 143)])
        func signalledWhileLoading(_ verb: String, _ signal: Int32, _ status: Int32) throws {
            let folder = try LabFolder()
            let started = folder.path + "/started"
            let compiler = try folder.write("#!/bin/sh\n: > '\(started)'\nexec sleep 300\n", as: "swiftc")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: compiler)
            let file = try folder.write(SmallLab.pair())
            try leavesTheMachineAsItWas {
                let program = try WarrenProgram.start(
                    [verb, file], environment: ["WARREN_SWIFTC": compiler, "WARREN_CACHE": folder.path + "/cache"])
                try waitUntil("the compiler runs") { FileManager.default.fileExists(atPath: started) }
                program.send(signal)
                let outcome = try program.end()
                #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
                #expect(outcome.errors.contains("interrupted"))
            }
        }

        @Test("kill -9 of a keeper: its namespaces go at once, and its names with the next verb")
        func killedKeeper() throws {
            let folder = try LabFolder()
            try leavesTheMachineAsItWas {
                let name = try folder.up(folder.write(SmallLab.pair()))
                let keeper = try Keeper.process(of: name)
                let witness = try Witness(of: keeper, "eth0")
                try Processes.end(keeper, by: SIGKILL)
                try witness.expectThatAllIsGone()
                #expect(Processes.link("/run/netns/\(name).red") != nil)
                let list = try warren("list")
                #expect(list.status == 0)
                #expect(!list.output.contains(name))
                #expect(Processes.link("/run/netns/\(name).red") == nil)
            }
        }

        @Test("SIGTERM and SIGINT of a keeper take its names too", arguments: [SIGTERM, SIGINT, SIGHUP])
        func terminatedKeeper(_ signal: Int32) throws {
            let folder = try LabFolder()
            try leavesTheMachineAsItWas {
                let name = try folder.up(folder.write(SmallLab.pair()))
                let keeper = try Keeper.process(of: name)
                let witness = try Witness(of: keeper, "eth0")
                try Processes.end(keeper, by: signal)
                try witness.expectThatAllIsGone()
            }
        }

        @Test("a signal while up builds ends the lab too", arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
        func signalledWhileBuilding(_ signal: Int32, _ status: Int32) throws {
            let folder = try LabFolder()
            try leavesTheMachineAsItWas {
                let lab = try UnfinishedLab(folder, as: "cut")
                lab.program.send(signal)
                lab.release()
                let outcome = try lab.program.end()
                #expect(outcome.status == status, "\(outcome.output)\(outcome.errors)")
                #expect(outcome.output == "")
            }
        }

        @Test("a signal while up still tells of the lab ends it too, and is not passed over")
        func signalledWhileTelling() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            try leavesTheMachineAsItWas {
                let name = folder.name("told"), output = folder.path + "/output"
                try #require(mkfifo(output, 0o600) == 0)
                // So full that not a word of the program's has room.
                let pipe = open(output, O_RDWR | O_NONBLOCK | O_CLOEXEC)
                defer { close(pipe) }
                var bytes = [UInt8](repeating: 0, count: 4096)
                while write(pipe, bytes, bytes.count) > 0 {}
                let words = ["sh", "-c", "exec \"$0\" up \"$1\" --name \"$2\" > \"$3\"", try WarrenProgram.require(), file, name, output]
                let program = try Program(words, environment: WarrenProgram.environment)
                try waitUntil("the lab stands") { FileManager.default.fileExists(atPath: "/run/warren/\(name)/keeper.json") }
                program.send(SIGINT)
                try waitUntil("the signal has come") {
                    try String(contentsOfFile: "/proc/\(program.process)/status", encoding: .utf8).contains("ShdPnd:\t0000000000000000")
                }
                while read(pipe, &bytes, bytes.count) > 0 {}
                let outcome = try program.end()
                #expect(outcome.status == 130 && outcome.errors == "warren: interrupted; what was built is gone\n", "\(outcome)")
                #expect(try !warren("list").output.contains(name))
            }
        }

        @Test("a keeper whose starter was killed does not stay")
        func orphanedKeeper() throws {
            let folder = try LabFolder()
            try leavesTheMachineAsItWas {
                let lab = try UnfinishedLab(folder, as: "orphan")
                lab.program.send(SIGKILL)
                try lab.program.waitForEnd()
                lab.release()
                try waitUntil("the keeper has ended") { try Processes.running(WarrenProgram.require()) == [] }
            }
        }
    }
}

/// Processes that hold labs.
enum Keeper {
    /// The one that holds a lab, as the names of its nodes say.
    static func process(of lab: String) throws -> pid_t {
        let names = try FileManager.default.contentsOfDirectory(atPath: "/run/netns").filter { $0.hasPrefix(lab + ".") }
        let target = try #require(names.first.flatMap { Processes.link("/run/netns/\($0)") })
        return try #require(pid_t(target.split(separator: "/")[1]))
    }
}

/// Sees a lab's namespaces go: it holds the one in which a cable ends, and the cable goes with its other end.
final class Witness {
    let namespaces: Set<String>
    let descriptor: Int32
    private let link: String

    /// - Parameter link: of a cable that leads from one namespace of the process to another.
    init(of process: pid_t, _ link: String) throws {
        self.link = link
        namespaces = Processes.namespaces(heldBy: process)
        let directory = "/proc/\(process)/fd"
        let all = namespaces
        let held = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            .first { all.contains(Processes.link("\(directory)/\($0)") ?? "") }
        descriptor = open("\(directory)/\(try #require(held, "process \(process) holds no namespace"))", O_RDONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        try #require(try hasLink())
    }

    deinit { close(descriptor) }

    private func hasLink() throws -> Bool {
        try run("nsenter", "--net=/proc/\(getpid())/fd/\(descriptor)", "ip", "link", "show", "dev", link).status == 0
    }

    /// Nobody else holds any of the namespaces, and the kernel has removed those that nobody holds.
    func expectThatAllIsGone(sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(Processes.holding(namespaces).filter { $0 != getpid() } == [], sourceLocation: sourceLocation)
        try waitUntil("the cable's other end has gone with its namespace") { try !hasLink() }
    }
}

/// Looks again and again until the condition holds; what does not come within half a minute is a failure.
func waitUntil(_ what: String, _ condition: () throws -> Bool) throws {
    let limit = ContinuousClock.now + .seconds(30)
    while try !condition() {
        guard ContinuousClock.now < limit else { throw Program.Failure(description: "it never came about that \(what)") }
        _ = try Program.poll([], until: .now + .milliseconds(2))
    }
}
