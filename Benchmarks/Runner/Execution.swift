import Glibc
import Namespaces

/// A program that ran to its end, as a whole process: what it took and what it printed.
struct Execution {
    /// In milliseconds, from before it was started until it was gone.
    var wall: Double
    /// Of all its threads, in milliseconds.
    var user: Double
    /// Of all its threads, in milliseconds.
    var system: Double
    /// The largest resident set, in mebibytes.
    var memory: Double
    var output: String

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Runs a program, found as a shell finds it, without input; throws unless it ends with status 0.
    ///
    /// - Parameter showsErrors: whether its standard error is this program's, or nowhere
    init(_ words: String..., showsErrors: Bool = false) throws {
        try self.init(words, showsErrors: showsErrors)
    }

    init(_ words: [String], showsErrors: Bool = false) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(description: "no pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var program = Program(words)
        program.ends = [(0, .nothing), (1, .descriptor(ends[1]))] + (showsErrors ? [] : [(2, .nothing)])
        let started = ContinuousClock.now
        let process: pid_t
        do {
            defer { close(ends[1]) }
            process = try program.start()
        } catch {
            close(ends[0])
            throw error
        }
        defer { close(ends[0]) }

        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(ends[0], &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        var result: Int32 = 0
        var usage = rusage()
        while wait4(process, &result, 0, &usage) < 0 {
            guard errno == EINTR else { throw Failure(description: "wait4: \(String(cString: strerror(errno)))") }
        }
        wall = (ContinuousClock.now - started) / .milliseconds(1)
        user = Self.milliseconds(usage.ru_utime)
        system = Self.milliseconds(usage.ru_stime)
        memory = Double(usage.ru_maxrss) / 1024
        output = String(decoding: bytes, as: UTF8.self)
        guard result == 0 else {
            throw Failure(description: "\(words.joined(separator: " ")) ended with status \(result >> 8)\n\(output)")
        }
    }

    private static func milliseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1e3 + Double(time.tv_usec) / 1e3 }
}
