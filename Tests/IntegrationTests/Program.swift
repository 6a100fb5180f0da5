import CLinux
import Foundation
import Testing

/// A program that a test has started: its input, its output, and its end.
///
/// Nothing sleeps: output and end are waited for with `poll`, until a deadline that only a defect reaches.
final class Program {
    /// How a program ended, and what it wrote.
    struct Outcome {
        /// The exit status; for a program that a signal killed, the signal's number with a minus.
        var status: Int32
        /// Standard output; on a terminal, everything.
        var output: String
        var errors: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }
        var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    let process: pid_t
    private let arguments: [String]
    private let ended: Int32
    private var input: Int32 = -1
    /// Standard output and standard error; on a terminal, the terminal alone.
    private var readers: [Int32] = []
    private var texts: [[UInt8]] = [[], []]
    private var status: Int32?

    var output: String { String(decoding: texts[0], as: UTF8.self) }
    var errors: String { String(decoding: texts[1], as: UTF8.self) }

    /// - Parameter arguments: the program, found in `PATH` unless it has a slash, and what follows it.
    /// - Parameter onTerminal: in a session of its own, with a new pseudo-terminal as input and output.
    init(_ arguments: [String], environment: [String: String] = Program.environment, onTerminal: Bool = false) throws {
        self.arguments = arguments
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var inherited: [Int32] = []
        defer { for descriptor in inherited { close(descriptor) } }
        if onTerminal {
            let terminal = try Self.openTerminal()
            (input, readers, inherited) = (terminal.own, [terminal.own], [terminal.program])
            // The leader of a new session gets the terminal that it opens first as its own.
            posix_spawn_file_actions_addopen(&actions, 0, terminal.name, O_RDWR, 0)
            for descriptor: Int32 in [1, 2] { posix_spawn_file_actions_adddup2(&actions, 0, descriptor) }
        } else {
            let pipes = try (0..<3).map { _ in try Self.pipe() }
            input = pipes[0].write
            readers = [pipes[1].read, pipes[2].read]
            inherited = [pipes[0].read, pipes[1].write, pipes[2].write]
            for (position, descriptor) in inherited.enumerated() {
                posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(position))
            }
        }
        process = try Self.spawn(arguments, environment, &actions, newSession: onTerminal)
        ended = clinux_pidfd_open(process)
        for descriptor in readers { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            waitpid(process, nil, 0)
        }
        closeInput()
        for descriptor in readers where descriptor != input { close(descriptor) }
        if ended >= 0 { close(ended) }
    }

    /// The environment of every program: nothing of the tests' own but where things are.
    static var environment: [String: String] {
        var environment = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"]
        for (key, value) in ProcessInfo.processInfo.environment where ["HOME", "WARREN_SWIFTC", "TMPDIR", "LD_LIBRARY_PATH"].contains(key) {
            environment[key] = value
        }
        if let path = ProcessInfo.processInfo.environment["PATH"] { environment["PATH"]? += ":" + path }
        return environment
    }

    func send(_ signal: Int32) { kill(process, signal) }

    /// Gives the program input.
    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Ends the program's input. A terminal stays: its other end is the program's output.
    func closeInput() {
        if input >= 0 { close(input) }
        if readers.first == input { readers = [] }
        input = -1
    }

    /// Waits until the program's standard output holds the text.
    func wait(for text: String, within seconds: Double = 30) throws {
        let limit = ContinuousClock.now + .seconds(seconds)
        while !output.contains(text) {
            try read(until: limit, waitingFor: "\"\(text)\"")
            if readers.isEmpty { throw Failure(description: "\(arguments) ended without \"\(text)\":\n\(output)\(errors)") }
        }
    }

    /// Waits until the program's standard error holds the text.
    func wait(forError text: String, within seconds: Double = 30) throws {
        let limit = ContinuousClock.now + .seconds(seconds)
        while !errors.contains(text) {
            try read(until: limit, waitingFor: "\"\(text)\"")
            if readers.isEmpty { throw Failure(description: "\(arguments) ended without \"\(text)\":\n\(output)\(errors)") }
        }
    }

    /// Waits until the program has written something more.
    func waitForMore(within seconds: Double = 30) throws {
        try read(until: .now + .seconds(seconds), waitingFor: "more output")
        if readers.isEmpty { throw Failure(description: "\(arguments) ended:\n\(output)\(errors)") }
    }

    /// Waits until the program has written more than so many bytes to its standard output.
    func wait(forMoreThan bytes: Int, within seconds: Double = 30) throws {
        let limit = ContinuousClock.now + .seconds(seconds)
        while texts[0].count <= bytes {
            try read(until: limit, waitingFor: "more output")
            if readers.isEmpty { throw Failure(description: "\(arguments) ended:\n\(output)\(errors)") }
        }
    }

    /// Waits until the program has ended and nobody holds its output any more.
    @discardableResult
    func end(within seconds: Double = 60) throws -> Outcome {
        let limit = ContinuousClock.now + .seconds(seconds)
        while !readers.isEmpty { try read(until: limit, waitingFor: "its output's end") }
        try waitForEnd(until: limit)
        return Outcome(status: status ?? 0, output: output, errors: errors)
    }

    /// Waits until the program has ended, whoever else may hold its output.
    func waitForEnd(until limit: ContinuousClock.Instant = .now + .seconds(60)) throws {
        guard status == nil else { return }
        guard try Self.poll([ended], until: limit) != [] else { throw Failure(description: "\(arguments) does not end:\n\(output)\(errors)") }
        var word: Int32 = 0
        waitpid(process, &word, 0)
        status = word & 0x7f == 0 ? word >> 8 & 0xff : -(word & 0x7f)
    }

    private func read(until limit: ContinuousClock.Instant, waitingFor what: String) throws {
        let ready = try Self.poll(readers, until: limit)
        if ready.isEmpty { throw Failure(description: "\(arguments): waiting for \(what) took too long:\n\(output)\(errors)") }
        for descriptor in ready {
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EAGAIN || errno == EINTR { continue }
            if count > 0 {
                texts[output(of: descriptor)] += buffer.prefix(count)
            } else {
                // A terminal says EIO when its last user has gone.
                readers = readers.map { $0 == descriptor ? -1 : $0 }
                if descriptor == input { input = -1 }
                close(descriptor)
            }
        }
        if readers.allSatisfy({ $0 < 0 }) { readers = [] }
    }

    private func output(of descriptor: Int32) -> Int { readers.firstIndex(of: descriptor) ?? 0 }

    // MARK: System calls

    /// Those of the descriptors that are ready; none when the time is over.
    static func poll(_ descriptors: [Int32], until limit: ContinuousClock.Instant) throws -> [Int32] {
        var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while true {
            let left = max(.zero, limit - ContinuousClock.now).components
            let count = clinux_ppoll(&polled, UInt32(polled.count), left.seconds, left.attoseconds / 1_000_000_000)
            if count >= 0 { return polled.filter { $0.revents != 0 }.map(\.fd) }
            if errno != EINTR { throw Failure(description: "poll: \(String(cString: strerror(errno)))") }
        }
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard clinux_pipe(&ends) == 0 else { throw Failure(description: "pipe: \(String(cString: strerror(errno)))") }
        return (ends[0], ends[1])
    }

    /// Both ends of a new pseudo-terminal, and the name of the one for the program.
    private static func openTerminal() throws -> (own: Int32, program: Int32, name: String) {
        var own: Int32 = -1, program: Int32 = -1
        var name = [CChar](repeating: 0, count: 128)
        var size = winsize(ws_row: 40, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&own, &program, &name, nil, &size) == 0 else {
            throw Failure(description: "no pseudo-terminal: \(String(cString: strerror(errno)))")
        }
        for descriptor in [own, program] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (own, program, String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    private static func spawn(
        _ arguments: [String], _ environment: [String: String], _ actions: inout posix_spawn_file_actions_t, newSession: Bool
    ) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // As a shell starts a program: no signal blocked, none ignored.
        var none = sigset_t(), all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (newSession ? Int32(CLINUX_POSIX_SPAWN_SETSID) : 0)))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + variables { free(word) } }
        var process = pid_t()
        let status = posix_spawnp(&process, arguments[0], &actions, &attributes, &words, &variables)
        guard status == 0 else { throw Failure(description: "\(arguments[0]): \(String(cString: strerror(status)))") }
        return process
    }
}

/// Runs a program to its end.
@discardableResult
func run(_ arguments: String..., input: String = "") throws -> Program.Outcome {
    let program = try Program(arguments)
    program.write(input)
    program.closeInput()
    return try program.end()
}
