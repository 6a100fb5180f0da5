import Foundation
import Testing

@testable import VirtualMachine

@Suite("The guest's agent")
struct GuestAgentTests {
    @Test("a program has its words, its input and its environment, and its output comes apart from its errors and packets")
    func program() throws {
        let agent = try AgentDialogue()
        try agent.start(7, "sh", "-c", "cat; echo \"$0 $MOOD\"; echo bad >&2; echo packet >&3; exit 7", "two words", writesPackets: true)
        agent.send(7, .input, Array("typed\n".utf8))
        agent.send(7, .inputEnd)
        let (output, how) = try agent.end(of: 7)
        #expect(output.mapValues { String(decoding: $0, as: UTF8.self) } == [.output: "typed\ntwo words fine\n", .errors: "bad\n", .packets: "packet\n"])
        #expect(how == .status(7))
    }

    @Test("a program that is not there is refused with the error's number, and others go on")
    func refused() throws {
        let agent = try AgentDialogue()
        try agent.start(1, "/nowhere/nonsense")
        let failure = try JSONDecoder().decode(ProgramFailure.self, from: Data(agent.next(.refused).payload))
        #expect(failure.errno == ENOENT)
        try agent.start(2, "true")
        #expect(try agent.end(of: 2).how == .status(0))
    }

    @Test("a signal is for the program and those that it has started")
    func signal() throws {
        let agent = try AgentDialogue()
        try agent.start(1, "sh", "-c", "sleep 300 & echo $!; wait")
        let child = try process(agent.next(.output))
        agent.send(1, .signal, [UInt8(SIGTERM)])
        #expect(try agent.end(of: 1).how == .signal(SIGTERM))
        #expect(ends(child))
    }

    @Test("who hangs up leaves nothing running")
    func hangUp() throws {
        let agent = try AgentDialogue()
        try agent.start(1, "sh", "-c", "echo $$; exec sleep 300")
        let process = try process(agent.next(.output))
        agent.send(1, .hangUp)
        #expect(ends(process))
    }

    /// The process whose number the frame is the line of.
    private func process(_ frame: Frame) throws -> pid_t {
        try #require(pid_t(String(decoding: frame.payload, as: UTF8.self).prefix { $0 != "\n" }))
    }

    /// Whether the process ends, which is waited for; it is ended if it does not.
    private func ends(_ process: pid_t) -> Bool {
        let limit = ContinuousClock.now + .seconds(20)
        while .now < limit {
            if kill(process, 0) != 0 || isZombie(process) { return true }
            sched_yield()
        }
        kill(process, SIGKILL)
        return false
    }

    private func isZombie(_ process: pid_t) -> Bool {
        (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8))?.contains(") Z ") ?? true
    }

    @Test("a program whose output nobody takes is held up, and all of it comes once somebody does")
    func window() throws {
        let agent = try AgentDialogue()
        try agent.start(1, "head", "-c", "3000000", "/dev/zero")
        // The other program's output passes what waits.
        try agent.start(2, "echo", "hello")
        #expect(try agent.end(of: 2).output[.output] == Array("hello\n".utf8))
        let (output, how) = try agent.end(of: 1)
        #expect(output[.output]?.count == 3_000_000)
        #expect(how == .status(0))
    }

    @Test("more input than there is room for is waited with, and room is told of as the program reads")
    func input() throws {
        let agent = try AgentDialogue()
        try agent.start(1, "sh", "-c", "read line; wc -c")
        agent.send(1, .input, Array(repeating: 0x61, count: Frame.window - 3) + Array("\nbc".utf8))
        #expect(try agent.next(.credit).credited > 0)
        agent.send(1, .inputEnd)
        let (output, _) = try agent.end(of: 1)
        #expect(String(decoding: output[.output] ?? [], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) == "2")
    }

    @Test("on a terminal a program sees its size, and a change of it")
    func terminal() throws {
        let agent = try AgentDialogue()
        try agent.start(1, "bash", "-c", "trap 'stty size; exit 3' WINCH; stty size; while :; do sleep 0.05; done", terminal: TerminalSize(rows: 40, columns: 100))
        // It may come in pieces.
        var size: [UInt8] = []
        while size.last != UInt8(ascii: "\n") { size += try agent.next(.output).payload }
        #expect(String(decoding: size, as: UTF8.self) == "40 100\r\n")
        agent.send(1, .resize, try JSONEncoder().encode(TerminalSize(rows: 20, columns: 50)))
        let (output, how) = try agent.end(of: 1)
        #expect(String(decoding: output[.output] ?? [], as: UTF8.self) == "20 50\r\n")
        #expect(how == .status(3))
    }

    @Test("who closes its output and goes on is told apart from who ends; and who reads no more is known to the program")
    func ends() throws {
        let agent = try AgentDialogue()
        try agent.start(1, "sh", "-c", "exec >&-; read line; exit 5")
        _ = try agent.next(.outputEnd, on: 1)
        agent.send(1, .input, Array("go\n".utf8))
        #expect(try agent.end(of: 1).how == .status(5))
        try agent.start(2, "sh", "-c", "while :; do echo line; done")
        _ = try agent.next(.output, on: 2)
        agent.send(2, .closeOutput)
        #expect(try agent.end(of: 2).how == .signal(SIGPIPE))
    }
}
