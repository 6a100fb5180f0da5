import Foundation
import Testing

extension EndToEnd {
    @Suite("However a virtual machine ends, it is said why, and nothing is left", .serialized)
    struct VirtualMachineDeathTests {
        /// A run that waits in the guest for an answer which never comes.
        private func waitingRun(_ folder: LabFolder, _ more: String...) throws -> (program: Program, machine: pid_t) {
            let file = try folder.write(SmallLab.pair(SmallLab.silence), as: "waiting.swift")
            let program = try WarrenProgram.start(["test", "--vm", file] + more)
            try program.wait(for: "built in", within: 60)
            return (program, try GuestKernels.machine())
        }

        @Test("a panic: with the kernel's own words, and the labs after it told that it was")
        func panic() throws {
            let folder = try LabFolder()
            let crash = try folder.write(SmallLab.pair("Command(from: red, \"sh\", \"-c\", \"echo c > /proc/sysrq-trigger; sleep 60\", within: .seconds(60))"), as: "crash.swift")
            let fine = try folder.write(SmallLab.pair(), as: "fine.swift")
            try GuestKernels.leaveNothing {
                let outcome = try warren("test", "--vm", "--accel", "tcg", crash, fine)
                #expect(outcome.status == 3)
                #expect(outcome.errors.contains("\(crash): error: the virtual machine (Linux "))
                #expect(outcome.errors.contains("TCG) ended: Kernel panic - not syncing: sysrq triggered crash; the last lines of its console:\n  | "))
                #expect(outcome.errorLines.last { !$0.isEmpty }?.hasSuffix("ended: Kernel panic - not syncing: sysrq triggered crash") == true, "\(outcome.errors)")
                #expect(outcome.errors.contains("\(fine): error: the virtual machine"))
            }
        }

        @Test("QEMU that is killed")
        func killed() throws {
            let folder = try LabFolder()
            try GuestKernels.leaveNothing {
                let run = try waitingRun(folder)
                kill(run.machine, SIGKILL)
                let outcome = try run.program.end()
                #expect(outcome.status == 3)
                #expect(outcome.errors.contains("QEMU ended by signal 9 (Killed)"), "\(outcome.errors)")
            }
        }

        @Test("QEMU that is stopped, and so says nothing any more")
        func stopped() throws {
            let folder = try LabFolder()
            try GuestKernels.leaveNothing {
                let run = try waitingRun(folder)
                kill(run.machine, SIGSTOP)
                let outcome = try run.program.end()
                #expect(outcome.status == 3)
                #expect(outcome.errors.contains("has been silent for") && outcome.errors.contains("its QEMU, process \(run.machine), is stopped"), "\(outcome.errors)")
            }
        }

        @Test("a signal, while the machine starts and while a lab runs in it", arguments: zip([SIGINT, SIGTERM], [true, false]))
        func signalled(_ signal: Int32, isStarting: Bool) throws {
            let folder = try LabFolder()
            try GuestKernels.leaveNothing {
                let program: Program
                if isStarting {
                    program = try WarrenProgram.start(["test", "--vm", folder.write(SmallLab.pair())])
                    _ = try GuestKernels.machine()
                } else {
                    program = try waitingRun(folder).program
                }
                program.send(signal)
                let outcome = try program.end()
                #expect(outcome.status == 128 + signal)
                #expect(outcome.errors == "warren: interrupted; what was built is gone\n")
            }
        }

        @Test("kill -9 of warren itself takes the machine with it")
        func ownerKilled() throws {
            let folder = try LabFolder()
            try GuestKernels.leaveNothing {
                let run = try waitingRun(folder)
                run.program.send(SIGKILL)
                #expect(try run.program.end().status == -SIGKILL)
            }
        }

        @Test("too little memory for a lab's program: it is killed and its probe fails; too little for the machine: how much it takes")
        func memory() throws {
            let folder = try LabFolder()
            let greedy = try folder.write(SmallLab.pair("Command(from: red, \"sh\", \"-c\", \"head -c 900M /dev/zero | tail\", within: .seconds(60))", name: "greedy"), as: "greedy.swift")
            let fine = try folder.write(SmallLab.pair(name: "fine"), as: "fine.swift")
            try GuestKernels.leaveNothing {
                let outcome = try WarrenProgram.start(["test", "--vm", "--memory", "500", greedy, fine]).end(within: 120)
                #expect(outcome.status == 1 && outcome.output.contains("1 held, 1 failed"), "\(outcome.output)\(outcome.errors)")
                let tiny = try warren("test", "--vm", "--memory", "256", fine)
                #expect(tiny.status == 3 && tiny.errors.contains("256 MiB are too little memory") && tiny.errors.contains("give it at least --memory"), "\(tiny.errors)")
            }
        }

        @Test("an image that is damaged, and what to do about it")
        func damaged() throws {
            let folder = try LabFolder()
            let fine = try folder.write(SmallLab.pair())
            try GuestKernels.leaveNothing {
                let image = try #require(try warren("vm", "image").lines.last)
                let file = try #require(FileHandle(forWritingAtPath: image))
                try file.write(contentsOf: Data(repeating: 0x55, count: 4096))
                try file.close()
                let outcome = try warren("test", "--vm", fine)
                #expect(outcome.status == 3)
                #expect(outcome.errors.contains("cannot start from its image, \(image): remove it, and it is made anew; the last lines"), "\(outcome.errors)")
                try FileManager.default.removeItem(atPath: image)
                #expect(try warren("test", "--vm", fine).status == 0)
            }
        }

        @Test("no QEMU: what to install")
        func missing() throws {
            let folder = try LabFolder()
            try GuestKernels.leaveNothing {
                for verb in ["test", "up"] {
                    let outcome = try warren(verb, "--vm", folder.write(SmallLab.pair()), environment: ["PATH": "/nowhere"])
                    #expect(outcome.status == 3)
                    #expect(outcome.errors.contains("qemu-system-x86_64 is missing, which --vm needs; apt-get install qemu-system-x86"), "\(outcome.errors)")
                }
            }
        }

        @Test("a lab that is up goes with its machine, and its machine with its keeper")
        func keeper() throws {
            let folder = try LabFolder()
            let file = try folder.write(SmallLab.pair())
            try GuestKernels.leaveNothing {
                for victim in ["machine", "keeper"] {
                    let name = folder.name(victim)
                    try #require(try warren("up", "--vm", file, "--name", name).status == 0)
                    let command = try WarrenProgram.start(["exec", name, "red", "--", "sh", "-c", "echo started; sleep 300"])
                    try command.wait(for: "started")
                    let machine = try GuestKernels.machine()
                    let stat = try String(contentsOfFile: "/proc/\(machine)/stat", encoding: .utf8)
                    let keeper = try #require(stat.split(separator: ")").last?.split(separator: " ").dropFirst().first.flatMap { pid_t($0) })
                    kill(victim == "machine" ? machine : keeper, SIGKILL)
                    let outcome = try command.end()
                    #expect(outcome.status == 3 && outcome.errors.contains(victim == "machine" ? "QEMU ended by signal 9" : "the virtual machine has ended"), "\(outcome.errors)")
                    try waitUntil("the lab is gone") { try !warren("list").output.contains(name) }
                }
            }
        }
    }
}
