/// What the kernel itself holds a program to. See `setrlimit(2)`.
///
/// They are set by a shell that then becomes the program: before its first instruction, and without
/// `prlimit`, for which root in a container often lacks the capability when the program is another user's.
package struct ResourceLimits: Sendable {
    /// Processor time in seconds.
    var processorTime: Int
    /// Address space in bytes.
    var memory: Int?
    /// The largest file in bytes.
    var fileSize: Int?
    /// Whether it may start processes and threads. Without them nothing can outlive it, in a session of its own either.
    var mayFork: Bool

    package init(processorTime: Int, memory: Int? = nil, fileSize: Int? = nil, mayFork: Bool) {
        self.processorTime = processorTime
        self.memory = memory
        self.fileSize = fileSize
        self.mayFork = mayFork
    }

    /// Lines for `sh`. A limit that cannot be set is already a lower one.
    var script: String {
        var settings = ["-c 0", "-t \(processorTime)"]
        if let memory { settings.append("-v \(memory / 1024)") }
        if let fileSize { settings.append("-f \(fileSize / 512)") }
        var lines = settings.map { "ulimit \($0) 2>/dev/null\n" }.joined()
        // bash calls it -u; dash and busybox -p, which is something else to bash.
        if !mayFork { lines += "ulimit -u 0 2>/dev/null || ulimit -p 0 2>/dev/null\n" }
        return lines
    }
}
