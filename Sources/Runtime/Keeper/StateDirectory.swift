import FoundationEssentials
import Glibc

/// Where running labs are written down, and where their nodes have their names.
///
/// A lab's directory holds its record and a lock that its keeper holds for as long as it lives. What has no
/// keeper any more is stale, whatever process has the keeper's number now, and is swept by the next verb. Who
/// looks or changes anything has a ``DirectoryLock`` meanwhile.
public struct StateDirectory: Sendable {
    /// `/run/warren`; without root's rights: `$XDG_RUNTIME_DIR/warren`, else `/tmp/warren-run-UID`
    public let path: String
    /// `/run/netns`, where iproute2 looks for names; without root's rights a directory in ``path``.
    public let names: String
    /// The permissions of the directory.
    private let mode: mode_t

    /// This user's.
    public init() {
        guard UserNamespace.isOwn || UserNamespace.isNeeded else {
            self.init(path: "/run/warren", names: "/run/netns", mode: 0o755)
            return
        }
        let runtime = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) } ?? ""
        var status = stat()
        let isOwn = runtime.hasPrefix("/") && stat(runtime, &status) == 0 && status.st_uid == geteuid()
        let path = isOwn ? runtime + "/warren" : "/tmp/warren-run-\(UserNamespace.user)"
        self.init(path: path, names: path + "/.netns", mode: 0o700)
    }

    init(path: String, names: String, mode: mode_t = 0o755) {
        self.path = path
        self.names = names
        self.mode = mode
    }

    /// What can be wrong with what is written down.
    public enum Failure: Error, Sendable, CustomStringConvertible {
        case notRunning(String, running: [String])
        case alreadyRunning(LabRecord)
        /// Another process is just bringing up a lab of this name.
        case starting(String)
        case noSuchStage(Int)
        case nameTaken(String)
        case noSuchNode(String, of: LabRecord)

        public var description: String {
            switch self {
            case .notRunning(let name, let running):
                "no lab \(name) is running" + (running.isEmpty ? "" : "; running: " + running.joined(separator: ", "))
            case .alreadyRunning(let record):
                "\(record.name) is running already, at stage \(record.stage): warren down \(record.name) ends it, and --name runs another beside it"
            case .starting(let name):
                "\(name) is being started by another process; --name runs another beside it"
            case .noSuchStage(let number):
                "the lab has no stage \(number)"
            case .nameTaken(let path):
                "\(path) is there already and is not Warren's; --name gives the lab's nodes other names"
            case .noSuchNode(let node, let record):
                "\(record.name) has no node \(node); it has " + record.nodes.keys.sorted().joined(separator: ", ")
            }
        }
    }

    // MARK: Reading

    /// The labs that run, by name.
    public func running() -> [LabRecord] {
        records { _ in true }.sorted { $0.name < $1.name }
    }

    /// - Parameter isWanted: whose record is to be read, by name
    private func records(_ isWanted: (String) -> Bool) -> [LabRecord] {
        guard let lock = try? DirectoryLock.shared(path) else { return [] }
        defer { withExtendedLifetime(lock) {} }
        return entries(of: path).filter(isWanted).compactMap { isKept($0) ? record(of: $0) : nil }
    }

    /// The running lab of this name.
    public func lab(_ name: String) throws(Failure) -> LabRecord {
        guard let record = records({ $0 == name }).first else { throw .notRunning(name, running: running().map(\.name)) }
        return record
    }

    /// The path by which a node's namespace is entered.
    public func namespacePath(of node: String, in record: LabRecord) throws(Failure) -> String {
        guard let descriptor = record.nodes[node] else { throw .noSuchNode(node, of: record) }
        return "/proc/\(record.process)/fd/\(descriptor)"
    }

    /// The lab's /etc/hosts, as those see it who enter its nodes.
    public func hostsPath(of name: String) -> String { "\(path)/\(name)/hosts" }

    /// What is written down of a lab.
    func directory(of name: String) -> String { "\(path)/\(name)" }

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

    /// Where the virtual machine of a lab is spoken to.
    public func machinePath(of name: String) -> String { "\(path)/\(name)/machine" }

    /// Where the lab's keeper is spoken to.
    public func controlPath(of name: String) -> String { "\(path)/\(name)/control" }

    private func record(of name: String) -> LabRecord? {
        guard let data = try? Data(contentsOf: URL(filePath: "\(path)/\(name)/lab.json")) else { return nil }
        guard let record = try? JSONDecoder().decode(LabRecord.self, from: data), record.format == LabRecord.format else { return nil }
        return record
    }

    /// Whether a living keeper holds the lab's lock.
    private func isKept(_ name: String) -> Bool {
        let descriptor = open("\(path)/\(name)/lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// - Parameter hidden: those as well whose names begin with a dot, as a file has that is not yet written.
    private func entries(of directory: String, hidden: Bool = false) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if hidden ? name != "." && name != ".." : !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    // MARK: Writing

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
            if let record = record(of: name) { throw Failure.alreadyRunning(record) }
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
            let path = "/proc/\(record.process)/fd/\(descriptor)"
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
    func forget(_ name: String) {
        guard let whole = try? DirectoryLock.exclusive(path, mode: mode) else { return }
        defer { withExtendedLifetime(whole) {} }
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
