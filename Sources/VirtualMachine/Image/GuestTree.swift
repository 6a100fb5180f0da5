internal import FoundationEssentials
internal import Loading

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The files of a guest, before they are written into its image.
///
/// What comes from the host stands where it stands there, with the symbolic links on the way, so that programs find their
/// libraries as they do on the host.
struct GuestTree {
    enum Entry: Equatable {
        case directory(permissions: UInt32)
        case link(String)
        /// The host's file of this path.
        case host(String, permissions: UInt32)
        /// The host's program of this path, stripped.
        case program(String)
        case text(String)
        case characterDevice(major: UInt32, minor: UInt32)
    }

    /// The largest file, in bytes.
    private static let largest = 1 << 30

    /// By path, without a slash before it, such as `usr/bin/ip`.
    private(set) var entries: [String: Entry] = [:]

    /// The host's files that are in it, without symbolic links.
    var hostFiles: [String] {
        entries.values.compactMap { entry in
            switch entry {
            case .host(let path, _), .program(let path): path
            default: nil
            }
        }
    }

    mutating func directory(_ path: String, permissions: UInt32 = 0o755) { put(.directory(permissions: permissions), at: path) }

    mutating func text(_ path: String, _ text: String) { put(.text(text), at: path) }

    mutating func link(_ path: String, to target: String) { put(.link(target), at: path) }

    mutating func device(_ path: String, major: UInt32, minor: UInt32) {
        put(.characterDevice(major: major, minor: minor), at: path)
    }

    /// The host's file, in a place of its own in the guest.
    mutating func file(_ path: String, from host: String) { put(.host(host, permissions: 0o644), at: path) }

    /// The host's program, in a place of its own in the guest, and without what debuggers read.
    mutating func program(_ path: String, from host: String) { put(.program(host), at: path) }

    private mutating func put(_ entry: Entry, at path: String) {
        var resolved: [Substring] = []
        var waiting = path.split(separator: "/")[...]
        while let part = waiting.popFirst() {
            let here = (resolved + [part]).joined(separator: "/")
            if waiting.isEmpty {
                entries[here] = entry
            } else if case .link(let target) = entries[here] {
                if target.hasPrefix("/") { resolved = [] }
                waiting = (target.split(separator: "/") + waiting)[...]
            } else {
                if entries[here] == nil { entries[here] = .directory(permissions: 0o755) }
                resolved.append(part)
            }
        }
    }

    /// The host's file or directory where it is on the host, and the links that lead to it.
    ///
    /// - Returns: Whether there is one that may be read.
    @discardableResult
    mutating func host(_ path: String) -> Bool {
        var resolved: [Substring] = []
        var waiting = path.split(separator: "/")[...]
        var followed = 0
        while let part = waiting.popFirst() {
            if part == "." { continue }
            if part == ".." {
                _ = resolved.popLast()
                continue
            }
            let here = (resolved + [part]).joined(separator: "/")
            var status = stat()
            guard lstat("/" + here, &status) == 0 else { return false }
            switch status.st_mode & S_IFMT {
            case S_IFLNK:
                followed += 1
                guard followed < 40, let target = Self.target("/" + here) else { return false }
                entries[here] = .link(target)
                if target.hasPrefix("/") { resolved = [] }
                waiting = (target.split(separator: "/") + waiting)[...]
            case S_IFDIR:
                if entries[here] == nil { entries[here] = .directory(permissions: 0o755) }
                resolved.append(part)
                if waiting.isEmpty { contents(here) }
            case S_IFREG:
                guard waiting.isEmpty, access("/" + here, R_OK) == 0 else { return false }
                // No set-user-ID bits: all in the guest are root.
                entries[here] = .host("/" + here, permissions: UInt32(status.st_mode) & 0o755 | 0o444)
            default: return false
            }
        }
        return true
    }

    private mutating func contents(_ directory: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/" + directory)) ?? [] { host("/\(directory)/\(name)") }
    }

    private static func target(_ path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = readlink(path, &buffer, buffer.count)
        return length > 0 && length < buffer.count ? String(decoding: buffer[..<length], as: UTF8.self) : nil
    }

    /// Writes all into the archive: directories before what is in them, as the kernel wants it.
    func write(to archive: inout CpioArchive) throws(FileFailure) {
        for (path, entry) in entries.sorted(by: { $0.key < $1.key }) {
            switch entry {
            case .directory(let permissions): try archive.add(path, .directory, permissions: permissions)
            case .link(let target): try archive.add(path, .link, permissions: 0o777, contents: Array(target.utf8))
            case .text(let text): try archive.add(path, .file, permissions: 0o644, contents: Array(text.utf8))
            case .characterDevice(let major, let minor):
                try archive.add(path, .characterDevice, permissions: 0o600, device: (major, minor))
            case .host(let file, let permissions):
                try archive.add(path, .file, permissions: permissions, contents: FileContents.read(file, limit: Self.largest))
            case .program(let file):
                let bytes = try FileContents.read(file, limit: Self.largest)
                try archive.add(path, .file, permissions: 0o755, contents: ProgramFile.stripped(bytes))
            }
        }
    }
}
