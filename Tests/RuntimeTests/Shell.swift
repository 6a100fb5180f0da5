import Glibc

/// Commands of a shell, run to their end.
enum Shell {
    /// What a command prints, and its status; -1 if it could not be started.
    static func run(_ command: String) -> (status: Int32, output: String) {
        guard let pipe = popen("\(command) 2>&1", "re") else { return (-1, "popen failed") }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer.prefix(count) }
        return (pclose(pipe) >> 8, String(decoding: output, as: UTF8.self))
    }
}
