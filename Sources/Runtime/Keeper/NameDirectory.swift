import Glibc
import Namespaces

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

        init(process: Int32, descriptor: Int32) {
            self.process = process
            self.descriptor = descriptor
        }

        /// Reads what ``description`` says.
        init?(path: UnsafeRawBufferPointer) {
            let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            guard parts.count == 5, parts[0].isEmpty, parts[1].elementsEqual("proc".utf8), parts[3].elementsEqual("fd".utf8),
                let process = Int32(decimal: parts[2]), let descriptor = Int32(decimal: parts[4])
            else { return nil }
            self.init(process: process, descriptor: descriptor)
        }
    }

    /// The names of a lab's nodes, in no order; none that is somebody else's, whatever it is called.
    func nodes(of lab: String) -> [String] {
        var names: [String] = []
        forEachNode(of: lab) { names.append(String(cString: $0)) }
        return names
    }

    /// Removes the names of a lab's nodes.
    func removeNodes(of lab: String) { forEachNode(of: lab) { _ = unlinkat(dirfd(stream), $0, 0) } }

    /// Without a string for each: a large lab's names are half of what it takes to end it.
    private func forEachNode(of lab: String, _ body: (UnsafePointer<CChar>) -> Void) {
        let beginning = "\(lab).", dot = Int32(UInt8(ascii: "."))
        rewinddir(stream)
        while let entry = readdir(stream) {
            withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) { name in
                    let length = beginning.utf8.count
                    guard strncmp(name, beginning, length) == 0, strchr(name + length, dot) == nil, target(of: name) != nil else { return }
                    body(name)
                }
            }
        }
    }

    /// Where a name of Warren's points; `nil` if it is anything else.
    func target(of name: UnsafePointer<CChar>) -> Target? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { room in
            guard let start = room.baseAddress else { return nil }
            let count = readlinkat(dirfd(stream), name, start, room.count)
            // What fills the buffer may be longer, and is none of Warren's.
            guard count > 0, count < room.count else { return nil }
            return Target(path: UnsafeRawBufferPointer(start: start, count: count))
        }
    }

    func add(_ name: String, _ target: Target) throws {
        guard symlink(target.description, "\(path)/\(name)") == 0 else {
            if errno == EEXIST { throw StateDirectory.Failure.nameTaken("\(path)/\(name)") }
            throw SystemError("symlink", "\(path)/\(name)")
        }
    }

    func remove(_ name: String) { unlinkat(dirfd(stream), name, 0) }
}

extension Int32 {
    /// Of digits alone.
    fileprivate init?(decimal digits: some Collection<UInt8>) {
        guard !digits.isEmpty, digits.count < 10 else { return nil }
        var value: Int32 = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int32(digit - UInt8(ascii: "0"))
        }
        self = value
    }
}
