import CLinux
import Glibc

/// A program to be started beside this one, in the namespaces of the thread that starts it: posix_spawn(3).
package struct Program {
    /// Which signals of a terminal it gets.
    package enum Apartness {
        /// Those that this process gets.
        case none
        /// None but those that its parent passes on: a process group of its own.
        case group
        /// None, and it has no terminal: a session of its own.
        case session
    }

    /// What one of its descriptors is.
    package enum End {
        /// One that this process has open.
        case descriptor(Int32)
        /// A file that is opened for it, with flags of open(2).
        case file(String, Int32)

        package static let nothing = End.file("/dev/null", O_RDWR)
    }

    /// Its name and its arguments.
    package var words: [String]
    /// Where it lies; `nil`: its name is looked up in `PATH`.
    package var path: String?
    /// Its descriptors, opened in this order. What is not said, it has from this process.
    package var ends: [(number: Int32, end: End)] = []
    /// From which descriptor on it has none of this process's, whether they are closed on exec or not; `nil`: it has them.
    package var closesFrom: Int32?
    package var apart = Apartness.none
    /// Whether signals that this process ignores or blocks reach it all the same.
    package var takesSignalsAnew = false
    /// `nil`: this process's.
    package var environment: [String: String]?

    package init(_ words: [String], path: String? = nil) {
        (self.words, self.path) = (words, path)
    }

    /// This very program, started anew as another process: a keeper, or a worker for one lab.
    package static func own(_ words: [String], input: Int32, output: Int32, apart: Apartness) -> Program {
        var program = Program(words, path: "/proc/self/exe")
        program.ends = [(0, .descriptor(input)), (1, .descriptor(output))]
        // What whoever called has open, a lock of a script's for one, a keeper would hold for as long as the lab runs.
        program.closesFrom = 3
        program.apart = apart
        return program
    }

    /// Starts it.
    ///
    /// - Parameter purpose: for the error; `nil`: its name
    package func start(_ purpose: String? = nil) throws(SystemError) -> pid_t {
        var actions = posix_spawn_file_actions_t(), attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (number, end) in ends {
            switch end {
            case .descriptor(let own): posix_spawn_file_actions_adddup2(&actions, own, number)
            case .file(let path, let flags): posix_spawn_file_actions_addopen(&actions, number, path, flags, 0)
            }
        }
        if let closesFrom { clinux_spawn_closing(&actions, closesFrom) }
        var flags: Int32 =
            switch apart {
            case .none: 0
            case .group: Int32(POSIX_SPAWN_SETPGROUP)
            case .session: Int32(CLINUX_POSIX_SPAWN_SETSID)
            }
        if takesSignalsAnew {
            var all = sigset_t(), none = sigset_t()
            sigfillset(&all)
            sigemptyset(&none)
            posix_spawnattr_setsigmask(&attributes, &none)
            posix_spawnattr_setsigdefault(&attributes, &all)
            flags |= Int32(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)
        }
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = (environment ?? [:]).map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in arguments + variables { free(word) } }
        let name = words.first ?? ""
        var process = pid_t()
        let error = variables.withUnsafeMutableBufferPointer { variables in
            let variables = environment == nil ? environ : variables.baseAddress
            return path.map { posix_spawn(&process, $0, &actions, &attributes, &arguments, variables) }
                ?? posix_spawnp(&process, name, &actions, &attributes, &arguments, variables)
        }
        guard error == 0 else { throw SystemError("posix_spawn", errno: error, purpose ?? name) }
        return process
    }

    /// Runs it to its end.
    ///
    /// - Returns: its status as a shell tells it: 128 and the signal's number for one that was killed
    @discardableResult
    package func run() throws(SystemError) -> Int32 {
        let process = try start()
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    /// What it prints, by its end, to standard output and standard error. It has no input.
    package static func output(of words: [String]) throws(SystemError) -> String {
        var pipe: [Int32] = [0, 0]
        guard clinux_pipe(&pipe) == 0 else { throw SystemError("pipe") }
        let output = Descriptor(owning: pipe[0])
        var program = Program(words)
        program.ends = [(0, .nothing), (1, .descriptor(pipe[1])), (2, .descriptor(pipe[1]))]
        let process: pid_t
        do {
            defer { close(pipe[1]) }
            process = try program.start()
        }
        defer { while waitpid(process, nil, 0) < 0, errno == EINTR {} }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = read(output.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }
}
