import Glibc

/// The directory in which nodes have their names, held open: of a thousand names each is looked up from there, and not from the
/// root on.
///
/// Used by one thread at a time.
final class NameDirectory {
    private let path: String
    /// opendir(3)
    private let stream: OpaquePointer

    /// - Throws: `SystemError`, with `ENOENT` if there is none.
    init(_ path: String) throws(SystemError) {
        guard let stream = opendir(path) else { throw SystemError("opendir", path) }
        self.path = path
        self.stream = stream
    }

    deinit { closedir(stream) }

    /// What a node's name stands for: the descriptor that its keeper has of the namespace.
    struct Target: Equatable, CustomStringConvertible {
        var process: Int32
        var descriptor: Int32
        var description: String { "/proc/\(process)/fd/\(descriptor)" }
    }

    /// The names of a lab's nodes, in no order; none that is somebody else's, whatever it is called.
    func nodes(of lab: String) -> [String] {
        let beginning = Array("\(lab).".utf8), dot = UInt8(ascii: ".")
        rewinddir(stream)
        return StateDirectory.entries(in: stream).filter { name in
            name.utf8.starts(with: beginning) && !name.utf8.dropFirst(beginning.count).contains(dot) && target(of: name) != nil
        }
    }

    /// Where a name of Warren's points; `nil` if it is anything else.
    func target(of name: String) -> Target? {
        let text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { bytes -> String? in
            let count = bytes.withMemoryRebound(to: CChar.self) { characters in
                characters.baseAddress.map { readlinkat(dirfd(stream), name, $0, characters.count) } ?? -1
            }
            // What fills the buffer may be longer, and is none of Warren's.
            return count > 0 && count < bytes.count ? String(decoding: bytes[..<count], as: UTF8.self) : nil
        }
        let parts = text?.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) ?? []
        guard parts.count == 5, parts[0].isEmpty, parts[1].elementsEqual("proc".utf8), parts[3].elementsEqual("fd".utf8),
            let process = Int32(Substring(parts[2])), let descriptor = Int32(Substring(parts[4]))
        else { return nil }
        return Target(process: process, descriptor: descriptor)
    }

    func add(_ name: String, _ target: Target) throws {
        guard symlink(target.description, "\(path)/\(name)") == 0 else {
            if errno == EEXIST { throw StateDirectory.Failure.nameTaken("\(path)/\(name)") }
            throw SystemError("symlink", "\(path)/\(name)")
        }
    }

    func remove(_ name: String) { unlinkat(dirfd(stream), name, 0) }
}
