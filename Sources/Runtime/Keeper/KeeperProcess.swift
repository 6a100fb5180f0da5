import CLinux
import Glibc
import Namespaces

/// Starting and ending keepers from another process.
package struct KeeperProcess {
    /// What a keeper said before it was ready or gave up.
    package struct Outcome: Sendable {
        /// The exit status; `nil` while it lives.
        package var status: Int32?
        /// Everything that it wrote to its standard output.
        package var output: String
    }

    /// A keeper that does not end.
    package struct Stuck: Error, CustomStringConvertible {
        package var keeper: LabKeeper
        package var description: String { "the keeper of \(keeper.name) (process \(keeper.process)) does not end, not even by SIGKILL" }
    }

    /// A keeper that somebody stopped before it was ready. It is ended then.
    package struct Stopped: Error, CustomStringConvertible {
        package var process: Int32
        package var description: String { "the keeper (process \(process)) was stopped while it built the lab, and is ended" }
    }

    /// Starts this program anew with these arguments, in a session of its own, gives it `input`, and waits
    /// until it closes its output: then it is ready, or has ended.
    package static func start(arguments: [String], input: [UInt8]) throws -> Outcome {
        var toKeeper: [Int32] = [0, 0], fromKeeper: [Int32] = [0, 0]
        guard clinux_pipe(&toKeeper) == 0 else { throw SystemError("pipe") }
        let inputEnds = (read: Descriptor(owning: toKeeper[0]), write: toKeeper[1])
        guard clinux_pipe(&fromKeeper) == 0 else {
            close(inputEnds.write)
            throw SystemError("pipe")
        }
        let output = Descriptor(owning: fromKeeper[0])
        var process = pid_t()
        do {
            defer { close(fromKeeper[1]) }
            process = try Program.own(["warren"] + arguments, input: inputEnds.read.number, output: fromKeeper[1], apart: .session)
                .start("starting the keeper")
        } catch {
            close(inputEnds.write)
            throw error
        }
        // A keeper that dies at once must not take this process with it.
        signal(SIGPIPE, SIG_IGN)
        write(input, to: inputEnds.write)
        close(inputEnds.write)
        let text = try readAll(output) {
            // A session of its own keeps it from being stopped by a terminal; somebody has done it by hand.
            guard isStopped(process) else { return }
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
            throw Stopped(process: process)
        }
        var status: Int32 = 0
        let ended = waitpid(process, &status, WNOHANG)
        if ended == process { return Outcome(status: exitStatus(status), output: text) }
        // It has closed its output, so it is ready or about to end; only the former goes on.
        if text.hasPrefix("{") { return Outcome(status: nil, output: text) }
        waitpid(process, &status, 0)
        return Outcome(status: exitStatus(status), output: text)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// - Parameter idle: called whenever nothing has come for half a second
    private static func readAll(_ descriptor: Descriptor, idle: () throws -> Void) throws -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            guard try Poll.wait(for: [descriptor.number], until: Deadline(in: .milliseconds(500))) else {
                try idle()
                continue
            }
            let count = read(descriptor.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }

    /// As a shell tells it: 128 and the signal's number for a process that was killed.
    private static func exitStatus(_ status: Int32) -> Int32 {
        status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    /// Ends a lab: asks its keeper to, and kills it if it does not within the patience.
    ///
    /// Returns when the process is gone; the kernel removes the namespaces behind it.
    package static func end(_ keeper: LabKeeper, state: StateDirectory = StateDirectory(), patience: Duration = .seconds(5)) throws {
        if let process = try? keeper.descriptor(), (try? state.keeper(of: keeper.name)) == keeper {
            for (signal, time) in [(SIGTERM, patience), (SIGKILL, patience)] {
                clinux_pidfd_signal(process.number, signal)
                // One that somebody has stopped hears nothing but this.
                clinux_pidfd_signal(process.number, SIGCONT)
                if try Poll.wait(for: [process.number], until: Deadline(in: time)) { break }
                if signal == SIGKILL { throw Stuck(keeper: keeper) }
            }
        }
        state.sweep()
    }
}
