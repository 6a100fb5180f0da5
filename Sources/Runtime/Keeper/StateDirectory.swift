import FoundationEssentials
import Glibc

/// Where running labs are written down, and where their nodes have their names.
///
/// A lab's directory holds its record and a lock that its keeper holds for as long as it lives. What has no
/// keeper any more is stale, whatever process has the keeper's number now, and is swept by the next verb.
public struct StateDirectory: Sendable {
    /// `/run/warren`
    public let path: String
    /// `/run/netns`, where iproute2 looks for names.
    public let names: String

    public init(path: String = "/run/warren", names: String = "/run/netns") {
        self.path = path
        self.names = names
    }

    /// What can be wrong with what is written down.
    public enum Failure: Error, Sendable, CustomStringConvertible {
        case notRunning(String, running: [String])
        case alreadyRunning(LabRecord)
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
        entries(of: path).compactMap { name in isKept(name) ? record(of: name) : nil }.sorted { $0.name < $1.name }
    }

    /// The running lab of this name.
    public func lab(_ name: String) throws(Failure) -> LabRecord {
        guard isKept(name), let record = record(of: name) else {
            throw .notRunning(name, running: running().map(\.name))
        }
        return record
    }

    /// The path by which a node's namespace is entered.
    public func namespacePath(of node: String, in record: LabRecord) throws(Failure) -> String {
        guard let descriptor = record.nodes[node] else { throw .noSuchNode(node, of: record) }
        return "/proc/\(record.process)/fd/\(descriptor)"
    }

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

    private func entries(of directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    // MARK: Writing

    /// Takes the lab's lock for this process, for as long as the result lives. What an earlier lab of the name
    /// left is swept.
    func claim(_ name: String) throws -> Claim {
        try alone {
            guard mkdir("\(path)/\(name)", 0o755) == 0 || errno == EEXIST else { throw SystemError("mkdir", "\(path)/\(name)") }
            let file = "\(path)/\(name)/lock"
            let lock = try Descriptor(open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644), from: "open", file)
            guard flock(lock.number, LOCK_EX | LOCK_NB) == 0 else {
                if let record = record(of: name) { throw Failure.alreadyRunning(record) }
                throw Failure.starting(name)
            }
            return Claim(lock: lock)
        }
    }

    /// Runs `body` while no other process of Warren's looks after this directory. Only for what is done at once.
    private func alone<Value>(_ body: () throws -> Value) throws -> Value {
        let file = "\(path)/.lock"
        while true {
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw SystemError("mkdir", path) }
            let number = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            // The directory may have gone with the last lab in between.
            if number < 0, errno == ENOENT { continue }
            let lock = try Descriptor(number, from: "open", file)
            while flock(lock.number, LOCK_EX) != 0 {
                guard errno == EINTR else { throw SystemError("flock", file) }
            }
            var held = stat(), named = stat()
            guard fstat(lock.number, &held) == 0, stat(file, &named) == 0, held.st_ino == named.st_ino else { continue }
            return try body()
        }
    }

    /// The right to be the keeper of a name.
    struct Claim {
        let lock: Descriptor
    }

    /// Gives every node its name and writes the record down.
    func publish(_ record: LabRecord) throws {
        try alone { try publishAlone(record) }
    }

    private func publishAlone(_ record: LabRecord) throws {
        if mkdir(names, 0o755) == 0 {
            // Made by Warren, so Warren takes it away with the last lab.
            _ = try Descriptor(open("\(path)/.made-names", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644), from: "open", "\(path)/.made-names")
        }
        for name in namesOf(record.name) where record.nodes[String(name.dropFirst(record.name.count + 1))] == nil {
            unlink("\(names)/\(name)")
        }
        for (node, descriptor) in record.nodes.sorted(by: { $0.key < $1.key }) {
            let name = "\(names)/\(record.name).\(node)"
            if target(of: name) != nil { unlink(name) }
            guard symlink("/proc/\(record.process)/fd/\(descriptor)", name) == 0 else {
                if errno == EEXIST { throw Failure.nameTaken(name) }
                throw SystemError("symlink", name)
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let file = "\(path)/\(record.name)/lab.json"
        try encoder.encode(record).write(to: URL(filePath: file), options: .atomic)
    }

    /// Removes what is written down of a lab that has ended.
    func forget(_ name: String) {
        try? alone { forgetAlone(name) }
    }

    private func forgetAlone(_ name: String) {
        for entry in namesOf(name) { unlink("\(names)/\(entry)") }
        for entry in entries(of: "\(path)/\(name)") { unlink("\(path)/\(name)/\(entry)") }
        rmdir("\(path)/\(name)")
        if entries(of: path).isEmpty {
            if unlink("\(path)/.made-names") == 0 { rmdir(names) }
            unlink("\(path)/.lock")
            rmdir(path)
        }
    }

    /// Removes what labs left whose keeper was killed. Their namespaces are gone already: only names remain.
    public func sweep() {
        guard !entries(of: path).isEmpty else { return }
        try? alone {
            for name in entries(of: path) where !isKept(name) { forgetAlone(name) }
        }
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
