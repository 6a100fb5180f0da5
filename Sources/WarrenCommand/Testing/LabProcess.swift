import CLinux
import Glibc
import Namespaces
import Runtime

/// The process in which a lab is tested, wherever it runs.
protocol LabProcess: AnyObject {
    /// Readable when there is output.
    var output: Int32 { get }
    /// What it has written since; `nil` when no more can come.
    func read() -> [UInt8]?
    func send(_ signal: Int32)
    /// Waits for the process, and says how it ended, which it should not have: in words that follow the lab's file.
    func ending() -> String
}

/// One of this machine's.
final class ChildLabProcess: LabProcess {
    let output: Int32
    private let process: pid_t
    /// Open for as long as this process lives, however it ends: a worker whose input ends has lost whoever wants
    /// its results, and ends as well.
    private let lifeline: Int32

    init(_ words: [String]) throws {
        var input: [Int32] = [0, 0], output: [Int32] = [0, 0]
        guard clinux_pipe(&input) == 0 else { throw SystemError("pipe") }
        defer { close(input[0]) }
        guard clinux_pipe(&output) == 0 else {
            close(input[1])
            throw SystemError("pipe")
        }
        defer { close(output[1]) }
        do {
            // What a terminal's ^C means for it, this process decides.
            process = try Program.own(words, input: input[0], output: output[1], apart: .group).start("testing a lab in a process of its own")
        } catch {
            close(input[1])
            close(output[0])
            throw error
        }
        lifeline = input[1]
        self.output = output[0]
    }

    deinit {
        close(lifeline)
        close(output)
    }

    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = Glibc.read(output, &buffer, buffer.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return [] }
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }

    func send(_ signal: Int32) { kill(process, signal) }

    func ending() -> String {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return Ending.tooEarly(Ending.words(status))
    }
}

/// How a process ended, in words.
enum Ending {
    static func tooEarly(_ words: String) -> String { "the process that tested it ended by \(words) before it was done" }

    /// - Parameter status: of wait(2)
    static func words(_ status: Int32) -> String {
        let number = status & 0x7f
        return number == 0 ? "status \(status >> 8 & 0xff)" : signal(number)
    }

    /// `signal 9 (Killed)`
    static func signal(_ number: Int32) -> String { "signal \(number) (\(String(cString: strsignal(number))))" }
}
