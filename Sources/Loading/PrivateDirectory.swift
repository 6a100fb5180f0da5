internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Where one lab is compiled and run: a directory of its own that is removed afterwards.
///
///     warren-load-XXXXXX/   ours; others may pass through it, but not list it
///       build/              ours alone: the text that is compiled
///       lab                 the compiled lab, which its user may run but not replace
///       run/                its user's: where it runs and leaves its result
struct PrivateDirectory: Sendable {
    /// The name of every such directory, with a filler where each has letters and digits of its own.
    static func name(_ filler: Character) -> String { "warren-load-" + String(repeating: filler, count: 6) }

    let path: String
    /// The last part of the path, which no other directory has.
    var name: String { String(path.split(separator: "/").last ?? "") }
    /// What it is in.
    var base: String { String(path.dropLast(name.count)) }
    var build: String { path + "/build" }
    var program: String { path + "/lab" }
    var run: String { path + "/run" }
    var export: String { run + "/export.json" }

    /// - Parameter file: The lab file, for the error.
    init(environment: [String: String], user: UnprivilegedUser?, path file: String) throws(LoadingError) {
        var reason = ""
        for base in [environment["TMPDIR"], "/tmp", "/var/tmp"].compactMap({ $0 }) where base.hasPrefix("/") {
            if user != nil && !Self.isOpen(base) {
                reason = "\(base) is closed to the user whom the lab runs as"
                continue
            }
            var template = "\(base)/\(Self.name("X"))".utf8CString.map { $0 }
            guard let made = template.withUnsafeMutableBufferPointer({ mkdtemp($0.baseAddress!) != nil ? $0 : nil }) else {
                reason = "\(base): \(String(cString: strerror(errno)))"
                continue
            }
            path = made.withMemoryRebound(to: UInt8.self) { String(decoding: $0.dropLast(), as: UTF8.self) }
            let isReady =
                mkdir(build, 0o700) == 0 && mkdir(run, 0o700) == 0
                && (user.map { chown(run, $0.user, $0.group) == 0 && chmod(path, 0o711) == 0 } ?? true)
            if isReady { return }
            reason = "\(path): \(String(cString: strerror(errno)))"
            remove()
            throw LoadingError(path: file, problem: .cannotEvaluate(reason: reason))
        }
        throw LoadingError(path: file, problem: .cannotEvaluate(reason: "no temporary directory: \(reason)"))
    }

    /// Whether everyone may pass through the directory and all that it is in: `TMPDIR` may be one's own.
    private static func isOpen(_ path: String) -> Bool {
        var part = FileIdentity(path)?.path ?? path
        while true {
            var status = stat()
            guard stat(part, &status) == 0, status.st_mode & 0o001 != 0 else { return false }
            guard part != "/", let slash = part.lastIndex(of: "/") else { return true }
            part = slash == part.startIndex ? "/" : String(part[..<slash])
        }
    }

    /// What the lab's user owns is taken back first, so that nothing can be moved about while it is removed.
    func remove() {
        _ = lchown(run, geteuid(), getegid())
        _ = chmod(run, 0o700)
        try? FileManager.default.removeItem(atPath: path)
    }
}
