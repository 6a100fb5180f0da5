import CLinux
import Foundation

/// Where Warren is disturbed: a network namespace for the machine's own, a /run, and all processes that there are.
///
/// Whatever is left in it is Warren's, and ends with it.
enum Cell {
    /// What only the driver writes.
    static let workshop = "/run/warren-chaos"
    /// Where the programs under test put their temporary files.
    static let temporary = workshop + "/tmp"

    /// Begins this program anew inside, and returns there.
    static func enter() throws {
        guard ProcessInfo.processInfo.environment["WARREN_CHAOS_CELL"] == nil else { return try furnish() }
        setenv("WARREN_CHAOS_CELL", "1", 1)
        let words = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "--"]
            + [Programs.own] + CommandLine.arguments.dropFirst()
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        execvp("unshare", &arguments)
        throw ChaosError("unshare: \(String(cString: strerror(errno)))")
    }

    private static func furnish() throws {
        guard getpid() == 1 else { throw ChaosError("WARREN_CHAOS_CELL is set, but this is no cell") }
        guard mount("tmpfs", "/run", "tmpfs", 0, nil) == 0 else { throw ChaosError("mount /run: \(String(cString: strerror(errno)))") }
        for directory in [workshop, temporary] {
            guard mkdir(directory, 0o777) == 0 else { throw ChaosError("mkdir \(directory): \(String(cString: strerror(errno)))") }
        }
    }

    /// The processes besides this one, without those that have ended.
    static func processes() -> [pid_t] {
        reap()
        return living()
    }

    /// The same while a command runs, whose end is its starter's to see.
    static func living() -> [pid_t] {
        entries(of: "/proc").compactMap { pid_t($0) }.filter { $0 != getpid() }.sorted()
    }

    /// Who has lost its parent is this process's, which is the first one here. Not to be called while a command runs.
    private static func reap() {
        while waitpid(-1, nil, WNOHANG) > 0 {}
    }

    /// What follows a process's name on its command line.
    static func verb(of process: pid_t) -> String {
        let line = (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? ""
        return line.split(separator: "\0").dropFirst().first.map(String.init) ?? ""
    }

    /// Waits until all threads of a process have ended, for some seconds at most.
    ///
    /// - Parameter process: a descriptor of it; negative for one that was gone already
    static func awaitEnd(of process: Int32, seconds: Int32) {
        guard process >= 0 else { return }
        var polled = pollfd(fd: process, events: Int16(POLLIN), revents: 0)
        poll(&polled, 1, seconds * 1000)
    }

    /// Ends everything, so that what went wrong once does not go wrong again and again.
    static func clear() {
        for process in processes() { kill(process, SIGKILL) }
        let limit = ContinuousClock.now + .seconds(5)
        // They are nobody's children here, so nobody is told of their end.
        while !processes().isEmpty, ContinuousClock.now < limit { usleep(1000) }
        for path in ["/run/warren"] + entries(of: "/run/netns").filter({ $0 != Surroundings.name }).map({ "/run/netns/\($0)" }) {
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    static func entries(of directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    }
}

/// Why nothing can be tried.
struct ChaosError: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
