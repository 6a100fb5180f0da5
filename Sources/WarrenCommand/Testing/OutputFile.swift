import ArgumentParser
import Glibc

/// The file of `--output`, looked at before anything is run: results of a long run must have somewhere to go.
enum OutputFile {
    static func check(_ path: String) throws {
        var status = stat()
        if stat(path, &status) == 0 {
            if status.st_mode & S_IFMT == S_IFDIR { throw ValidationError("--output \(path): is a directory") }
            if status.st_mode & S_IFMT != S_IFREG { return }
        }
        let parent = directory(of: path)
        guard stat(parent, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw ValidationError("--output \(path): there is no directory \(parent)")
        }
        guard access(parent, W_OK) == 0 else { throw ValidationError("--output \(path): \(String(cString: strerror(errno)))") }
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
