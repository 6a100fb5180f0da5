import FoundationEssentials
import Glibc
import Namespaces

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
    package func publish(_ record: LabRecord) throws {
        let whole = try DirectoryLock.exclusive(path, mode: mode)
        defer { withExtendedLifetime(whole) {} }
        // What is in another machine has no name in this one.
        if record.machine == nil { try publishNames(record) }
        try writeDown(record)
        try writeDown(record.keeper)
    }

    private func writeDown<Record: KeptRecord>(_ record: Record) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let (file, bytes) = ("\(path)/\(record.name)/\(Record.file)", Array(try encoder.encode(record)))
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
        let names = try NameDirectory(names)
        for name in names.nodes(of: record.name) where record.nodes[String(name.dropFirst(record.name.count + 1))] == nil {
            names.remove(name)
        }
        for (node, descriptor) in record.nodes.sorted(by: { $0.key < $1.key }) {
            let name = "\(record.name).\(node)"
            let former = names.target(of: name), target = NameDirectory.Target(process: record.process, descriptor: descriptor)
            if former == target { continue }
            if former != nil { names.remove(name) }
            try names.add(name, target)
        }
    }

    /// Removes what is written down of a lab that has ended.
    func forget(_ name: String) {
        guard let whole = try? DirectoryLock.exclusive(path, mode: mode) else { return }
        defer { withExtendedLifetime(whole) {} }
        remove(name)
        removeDirectories()
    }

    private func remove(_ name: String) {
        do {
            try NameDirectory(names).removeNodes(of: name)
        } catch where error.errno != ENOENT {
            // What is written down of the lab stays, so that the next sweep finds its names.
            return
        } catch {
            // It had none.
        }
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
    package func sweep() {
        // Whoever may not write there has nothing to sweep, and no lab to sweep it for.
        guard access(path, W_OK) == 0, let whole = try? DirectoryLock.exclusive(path, mode: mode) else { return }
        defer { withExtendedLifetime(whole) {} }
        for name in entries(of: path) where !isKept(name) { remove(name) }
        removeDirectories()
    }
}
