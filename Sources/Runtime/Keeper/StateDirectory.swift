import FoundationEssentials
import Glibc
import Namespaces

/// Where running labs are written down, and where their nodes have their names.
///
/// A lab's directory holds its record and a lock that its keeper holds for as long as it lives. What has no
/// keeper any more is stale, whatever process has the keeper's number now, and is swept by the next verb. Who
/// looks or changes anything has a ``DirectoryLock`` meanwhile.
package struct StateDirectory: Sendable {
    /// `/run/warren`; without root's rights: `$XDG_RUNTIME_DIR/warren`, else `/tmp/warren-run-UID`
    package let path: String
    /// `/run/netns`, where iproute2 looks for names; without root's rights a directory in ``path``.
    package let names: String
    /// The permissions of the directory.
    let mode: mode_t

    /// This user's.
    package init() {
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
    package enum Failure: Error, Sendable, CustomStringConvertible {
        case notRunning(String, running: [String])
        case alreadyRunning(LabRecord)
        /// Another process is just bringing up a lab of this name.
        case starting(String)
        case nameTaken(String)
        case noSuchNode(String, of: LabRecord)

        package var description: String {
            switch self {
            case .notRunning(let name, let running):
                "no lab \(name) is running" + (running.isEmpty ? "" : "; running: " + running.joined(separator: ", "))
            case .alreadyRunning(let record):
                "\(record.name) is running already, at stage \(record.stage): warren down \(record.name) ends it, and --name runs another beside it"
            case .starting(let name):
                "\(name) is being started by another process; --name runs another beside it"
            case .nameTaken(let path):
                "\(path) is there already and is not Warren's; --name gives the lab's nodes other names"
            case .noSuchNode(let node, let record):
                "\(record.name) has no node \(node); it has " + record.nodes.keys.sorted().joined(separator: ", ")
            }
        }
    }

    // MARK: Reading

    /// The labs that run, by name.
    package func running() -> [LabRecord] { records(LabRecord.self).sorted { $0.name < $1.name } }

    /// The keepers of the labs that run, by name.
    package func keepers() -> [LabKeeper] { records(LabKeeper.self).sorted { $0.name < $1.name } }

    /// The running lab of this name.
    package func lab(_ name: String) throws(Failure) -> LabRecord { try record(LabRecord.self, of: name) }

    /// The keeper of the running lab of this name.
    package func keeper(of name: String) throws(Failure) -> LabKeeper { try record(LabKeeper.self, of: name) }

    private func record<Record: KeptRecord>(_ kind: Record.Type, of name: String) throws(Failure) -> Record {
        guard let record = records(kind, { $0 == name }).first else { throw .notRunning(name, running: keepers().map(\.name)) }
        return record
    }

    /// - Parameter isWanted: whose record is to be read, by name
    private func records<Record: KeptRecord>(_ kind: Record.Type, _ isWanted: (String) -> Bool = { _ in true }) -> [Record] {
        guard let lock = try? DirectoryLock.shared(path) else { return [] }
        defer { withExtendedLifetime(lock) {} }
        return entries(of: path).filter(isWanted).compactMap { isKept($0) ? read(kind, of: $0) : nil }
    }

    /// The path by which a node's namespace is entered.
    package func namespacePath(of node: String, in record: LabRecord) throws(Failure) -> String {
        guard let descriptor = record.nodes[node] else { throw .noSuchNode(node, of: record) }
        return "/proc/\(record.process)/fd/\(descriptor)"
    }

    /// The lab's /etc/hosts, as those see it who enter its nodes.
    package func hostsPath(of name: String) -> String { "\(path)/\(name)/hosts" }

    /// What is written down of a lab.
    func directory(of name: String) -> String { "\(path)/\(name)" }

    /// Where the virtual machine of a lab is spoken to.
    package func machinePath(of name: String) -> String { "\(path)/\(name)/machine" }

    /// Where the lab's keeper is spoken to.
    package func controlPath(of name: String) -> String { "\(path)/\(name)/control" }

    func read<Record: KeptRecord>(_ kind: Record.Type, of name: String) -> Record? {
        guard let bytes = ProcFile.read("\(path)/\(name)/\(Record.file)") else { return nil }
        guard let record = try? JSONDecoder().decode(kind, from: Data(bytes)), record.format == LabRecord.format else { return nil }
        return record
    }

    /// Whether a living keeper holds the lab's lock.
    func isKept(_ name: String) -> Bool {
        let descriptor = open("\(path)/\(name)/lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// - Parameter hidden: those as well whose names begin with a dot, as a file has that is not yet written.
    func entries(of directory: String, hidden: Bool = false) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        return Self.entries(in: stream, hidden: hidden)
    }

    /// What is left to read of an open directory.
    static func entries(in stream: OpaquePointer, hidden: Bool = false) -> [String] {
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if hidden ? name != "." && name != ".." : !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
