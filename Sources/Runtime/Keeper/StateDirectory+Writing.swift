import FoundationEssentials
import Glibc

extension StateDirectory {
    /// Writes the lab's names into the file that there is, so that those see the new ones who have it mounted.
    ///
    /// Over what is there, and only then cut to its length: a full disk then has room at least for what was there
    /// before. What is there already is not written again: to go back must be possible where nothing can be written.
    func writeHosts(_ text: String, of name: String) throws {
        let path = hostsPath(of: name)
        if ProcFile.read(path) == Array(text.utf8) { return }
        let file = try Descriptor(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644), from: "open", path)
        let bytes = Array(text.utf8)
        let count = write(file.number, bytes, bytes.count)
        guard count == bytes.count else { throw SystemError("write", errno: count < 0 ? errno : ENOSPC, path) }
        guard ftruncate(file.number, off_t(bytes.count)) == 0 else { throw SystemError("ftruncate", path) }
    }

    /// Takes the lab's lock for this process, for as long as the result lives.
    func claim(_ name: String) throws -> Claim {
        let whole = try DirectoryLock.exclusive(path, mode: mode)
        defer { withExtendedLifetime(whole) {} }
        do {
            return try take(name)
        } catch let failure as SystemError {
            // Nobody has it, and this process does not get it: what it has made for it goes again.
            if !isKept(name) { remove(name) }
            removeDirectories()
            throw failure
        }
    }

    private func take(_ name: String) throws -> Claim {
        guard mkdir("\(path)/\(name)", 0o755) == 0 || errno == EEXIST else { throw SystemError("mkdir", "\(path)/\(name)") }
        let lock = try Descriptor(open("\(path)/\(name)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644), from: "open", "\(path)/\(name)/lock")
        guard flock(lock.number, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw SystemError("flock", "\(path)/\(name)/lock") }
            if let record = read(LabRecord.self, of: name) { throw Failure.alreadyRunning(record) }
            throw Failure.starting(name)
        }
        return Claim(lock: lock)
    }

    /// The right to be the keeper of a name.
    struct Claim: Sendable {
        let lock: Descriptor
    }

    /// Gives every node its name and writes the record down.
    public func publish(_ record: LabRecord) throws {
        let whole = try DirectoryLock.exclusive(path, mode: mode)
        defer { withExtendedLifetime(whole) {} }
        // What is in another machine has no name in this one.
        if record.machine == nil { try publishNames(record) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let (file, bytes) = ("\(path)/\(record.name)/lab.json", Array(try encoder.encode(record)))
        if ProcFile.read(file) != bytes { try WholeFile.replace(file, with: bytes) }
    }

    private func publishNames(_ record: LabRecord) throws {
        if mkdir(names, 0o755) == 0 {
            // Made by Warren, so Warren takes it away with the last lab.
            let mark = "\(path)/.made-names"
            do { _ = try Descriptor(open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644), from: "open", mark) } catch {
                // Unmarked it would stay for ever.
                rmdir(names)
                throw error
            }
        } else if errno != EEXIST {
            throw SystemError("mkdir", names)
        }
        for name in namesOf(record.name) where record.nodes[String(name.dropFirst(record.name.count + 1))] == nil {
            unlink("\(names)/\(name)")
        }
        for (node, descriptor) in record.nodes.sorted(by: { $0.key < $1.key }) {
            let name = "\(names)/\(record.name).\(node)"
            let path = Self.target(descriptor, of: record.process)
            let former = target(of: name)
            if former == path { continue }
            if former != nil { unlink(name) }
            guard symlink(path, name) == 0 else {
                if errno == EEXIST { throw Failure.nameTaken(name) }
                throw SystemError("symlink", name)
            }
        }
    }

    /// Removes what is written down of a lab that has ended.
    ///
    /// - Parameter record: what was published of it last, in which its names are; `nil`: they are looked for
    func forget(_ name: String, _ record: LabRecord? = nil) {
        guard let whole = try? DirectoryLock.exclusive(path, mode: mode) else { return }
        defer { withExtendedLifetime(whole) {} }
        for (node, descriptor) in record?.nodes ?? [:] {
            let name = "\(names)/\(name).\(node)"
            if target(of: name) == Self.target(descriptor, of: record?.process ?? 0) { unlink(name) }
        }
        remove(name)
        removeDirectories()
    }

    private func remove(_ name: String) {
        for entry in namesOf(name) { unlink("\(names)/\(entry)") }
        for entry in entries(of: "\(path)/\(name)", hidden: true) { unlink("\(path)/\(name)/\(entry)") }
        rmdir("\(path)/\(name)")
    }

    /// Takes away what Warren made for its first lab, when there is none left.
    private func removeDirectories() {
        guard entries(of: path).isEmpty else { return }
        if unlink("\(path)/.made-names") == 0 { rmdir(names) }
        rmdir(path)
    }

    /// Removes what labs left whose keeper was killed. Their namespaces are gone already: only names remain.
    public func sweep() {
        // Whoever may not write there has nothing to sweep, and no lab to sweep it for.
        guard access(path, W_OK) == 0, let whole = try? DirectoryLock.exclusive(path, mode: mode) else { return }
        defer { withExtendedLifetime(whole) {} }
        for name in entries(of: path) where !isKept(name) { remove(name) }
        removeDirectories()
    }

    /// The names in /run/netns that the lab's nodes have.
    private func namesOf(_ lab: String) -> [String] {
        entries(of: names).filter { entry in
            entry.hasPrefix(lab + ".") && !entry.dropFirst(lab.count + 1).contains(".") && target(of: "\(names)/\(entry)") != nil
        }
    }

    /// What a node's name stands for: the descriptor that its keeper has of the namespace.
    private static func target(_ descriptor: Int32, of process: Int32) -> String { "/proc/\(process)/fd/\(descriptor)" }

    /// Where a name of Warren's points: `/proc/PID/fd/N`; `nil` if it is anything else.
    private func target(of link: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { readlink(link, $0, bytes.count) } ?? -1 }
        }
        guard count > 0 else { return nil }
        let target = String(decoding: buffer.prefix(count), as: UTF8.self)
        let parts = target.split(separator: "/")
        guard parts.count == 4, parts[0] == "proc", parts[2] == "fd", Int32(parts[1]) != nil, Int32(parts[3]) != nil else { return nil }
        return target
    }
}
