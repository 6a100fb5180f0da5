import CLinux
import Glibc
import Namespaces
import Planning
import Synchronization

/// A program that runs in a node. The loop's thread starts it, reads what it prints, and sees it end; it ends with
/// that thread, because the kernel is told so. With it ends whatever it has started, by the guardian: the first process
/// of a process namespace that they are in.
package final class NodeProcess: Sendable {
    /// Why a program does not run, or not as it should.
    package struct Failure: Error, CustomStringConvertible {
        package var words: String
        package var errno: Int32
        package var description: String { words }
    }

    private struct State: Sendable {
        var number: pid_t = -1
        /// 0: none, or none any more.
        var guardian: pid_t = 0
        /// How the program itself ended.
        var end: Int32?
        /// The same, once nothing that it started is left either.
        var status: Int32? { guardian == 0 ? end : nil }
        var failure: Failure?
        var isDrained = false
    }

    let planned: PlannedProcess
    let log: ProcessLog
    private let state = Monitor(State())
    /// The end of a pipe that the guardian waits at.
    private let hold = Mutex<Descriptor?>(nil)

    init(_ planned: PlannedProcess, logPath: String?) throws {
        self.planned = planned
        log = try ProcessLog(path: logPath)
    }

    /// How it ended, as a shell tells it: 128 and the signal's number for one that was killed; `nil` while it runs, or
    /// anything that it started.
    var status: Int32? { state.withLock { $0.status } }

    /// Starts the program and returns when it has begun.
    ///
    /// - Parameter hosts: what it sees as /etc/hosts
    func start(in namespace: NetworkNamespace, hosts: NamesSeen, on loop: ServiceLoop) throws {
        var ends: [Int32] = [0, 0]
        guard clinux_pipe(&ends) == 0 else { throw SystemError("pipe") }
        let (output, printing) = (Descriptor(owning: ends[0]), ends[1])
        guard clinux_pipe(&ends) == 0 else {
            close(printing)
            throw SystemError("pipe")
        }
        let (failure, failing) = (Descriptor(owning: ends[0]), ends[1])
        guard clinux_pipe(&ends) == 0 else {
            close(printing)
            close(failing)
            throw SystemError("pipe")
        }
        let lifeline = Descriptor(owning: ends[0])
        hold.withLock { $0 = Descriptor(owning: ends[1]) }
        loop.perform { attendance in
            self.begin(namespace, hosts, printing: printing, failing: failing, lifeline: lifeline.number)
            let (number, guardian) = self.state.withLock { ($0.number, $0.guardian) }
            guard number > 0 else { return }
            attendance.add(ProcessOutput(output, self))
            if let end = try? Descriptor(clinux_pidfd_open(number), from: "pidfd_open") { attendance.add(ProcessEnd(end, self.reap)) }
            guard guardian > 0 else { return }
            if let end = try? Descriptor(clinux_pidfd_open(guardian), from: "pidfd_open") { attendance.add(ProcessEnd(end, self.reapGuardian)) }
        }
        // Only the program holds the writing ends from now on: that they are closed tells that it has begun, and
        // in the end that all it printed is read.
        close(printing)
        close(failing)
        if let failure = state.withLock({ $0.failure }) { throw failure }
        do {
            try Self.awaitBeginning(failure, of: planned.arguments[0])
        } catch {
            _ = awaitEnd(until: Deadline(in: .seconds(1)))
            throw error
        }
    }

    private func begin(_ namespace: NetworkNamespace, _ hosts: NamesSeen, printing: Int32, failing: Int32, lifeline: Int32) {
        var words: [UnsafeMutablePointer<CChar>?] = planned.arguments.map { strdup($0) } + [nil]
        let texts = [hosts.path, hosts.text].map { $0.map { strdup($0) } ?? nil }
        defer { for pointer in words + texts { free(pointer) } }
        let (number, guardian) = words.withUnsafeMutableBufferPointer { words in
            var program = clinux_program(
                arguments: words.baseAddress, name_space: namespace.descriptor.number, hosts_path: texts[0].map { UnsafePointer($0) },
                hosts_text: texts[1].map { UnsafePointer($0) }, output: printing, failure: failing, lifeline: lifeline, guardian: 0)
            return (clinux_start_program(&program), program.guardian)
        }
        let error = errno
        state.withLock { state in
            (state.number, state.guardian) = (number, guardian)
            if number < 0 { state.failure = Failure(words: "fork: \(String(cString: strerror(error)))", errno: error) }
        }
    }

    /// The pipe's end tells that the program has begun; a record in it what kept it from that.
    private static func awaitBeginning(_ reading: Descriptor, of program: String) throws {
        var failure = clinux_program_failure()
        let count = read(reading.number, &failure, MemoryLayout<clinux_program_failure>.size)
        guard count == MemoryLayout<clinux_program_failure>.size else { return }
        let call = withUnsafeBytes(of: failure.call) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let reason = failure.number == ENOENT && call == "execvp" ? "this machine has no \(program)" : "\(call): \(String(cString: strerror(failure.number)))"
        throw Failure(words: reason, errno: failure.number)
    }

    /// Waits until it has ended and all that it printed is read; `false` when the deadline has passed.
    func awaitEnd(until deadline: Deadline) -> Bool {
        state.wait(until: deadline) { $0.status != nil && $0.isDrained ? true : nil } ?? false
    }

    /// Waits until it listens where it should.
    ///
    /// The kernel tells of sockets that go, and of none that comes; so its tables are looked at again after a
    /// moment, unless the program ends first.
    func awaitReadiness() throws {
        guard let ready = planned.ready else { return }
        let place = "\(ready.transport.rawValue) \(ready.port)"
        let deadline = Deadline(in: planned.patience)
        var pause: Duration = .microseconds(500)
        while !SocketTable.isBound(ready, ofProcess: state.withLock { $0.number }) {
            if let status {
                _ = awaitEnd(until: Deadline(in: .milliseconds(100)))
                throw Failure(words: "it ended with status \(status) before it listened on \(place)\(lastWords)", errno: ECHILD)
            }
            if deadline.hasPassed { throw Failure(words: "it does not listen on \(place) after \(Int(planned.patience.milliseconds)) ms\(lastWords)", errno: ETIMEDOUT) }
            state.wait(until: Deadline(in: min(pause, deadline.remaining))) { $0.status == nil ? nil : () }
            pause = min(pause * 2, .milliseconds(20))
        }
    }

    private var lastWords: String {
        let lines = log.lines(6)
        return lines.isEmpty ? ", and printed nothing" : "; it printed:" + lines.map { "\n    \($0)" }.joined()
    }

    /// Ends it and its process group: kindly, and after the patience by SIGKILL.
    package func end(patience: Duration = .milliseconds(500)) {
        signal(SIGTERM)
        if !awaitEnd(until: Deadline(in: patience)), status == nil {
            signal(SIGKILL)
            _ = awaitEnd(until: Deadline(in: .seconds(2)))
        }
    }

    /// Ends it and its process group at once, without waiting for the end.
    func kill() { signal(SIGKILL) }

    /// To the whole group, as long as the program is not reaped: then its number may be another's.
    private func signal(_ number: Int32) {
        state.withLock { state in
            if state.number > 0, state.end == nil { Glibc.kill(-state.number, number) }
        }
    }

    // MARK: On the loop's thread

    /// Takes the program's end down, if it has ended, and has the guardian killed.
    func reap() -> Bool {
        state.withLock { state in
            var status: Int32 = 0
            guard state.end == nil, clinux_reap(state.number, state.guardian, &status) == 1 else { return state.end != nil }
            state.end = status
            return true
        }
    }

    /// Takes the guardian's end down, if it has ended: then nothing is left of what the program has started.
    func reapGuardian() -> Bool {
        state.withLock { state in
            if state.guardian > 0, clinux_reap_guardian(state.guardian) == 1 { state.guardian = 0 }
            return state.guardian == 0
        }
    }

    func outputIsOver() {
        state.withLock { $0.isDrained = true }
    }
}

/// What a program sees as /etc/hosts: a file, or else a text.
package struct NamesSeen: Sendable {
    package var path: String?
    package var text: String?

    package init(path: String? = nil, text: String? = nil) { (self.path, self.text) = (path, text) }
}
