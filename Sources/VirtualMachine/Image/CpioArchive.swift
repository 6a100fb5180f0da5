internal import Loading

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A cpio archive in the form "newc", as the kernel unpacks it into its first file system.
///
/// Each entry is a header of 110 bytes, its name with a NUL, and its contents; names and contents are filled up with NULs to
/// a multiple of four. Everything in it belongs to root and has the time 0, so that like parts make like archives.
///
/// Source: Documentation/driver-api/early-userspace/buffer-format.rst.
struct CpioArchive: ~Copyable {
    /// The bits of `st_mode` that say what an entry is.
    enum Kind: UInt32 {
        case directory = 0o040000
        case file = 0o100000
        case link = 0o120000
        case characterDevice = 0o020000
    }

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var inode: UInt32 = 0

    /// Writes to a new file at the path, which only this user may read.
    init(path: String) throws(FileFailure) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFailure(errno: errno) }
        buffer.reserveCapacity(1 << 20)
    }

    deinit { close(descriptor) }

    /// - Parameters:
    ///   - name: without a slash before it, such as `usr/bin/warren`.
    ///   - permissions: such as `0o755`.
    ///   - contents: of a file its bytes, of a link its target, of anything else nothing.
    ///   - device: the major and minor number of a device.
    mutating func add(
        _ name: String, _ kind: Kind, permissions: UInt32, contents: [UInt8] = [], device: (major: UInt32, minor: UInt32) = (0, 0)
    ) throws(FileFailure) {
        inode += 1
        try entry(name, mode: kind.rawValue | permissions, links: kind == .directory ? 2 : 1, contents, device)
    }

    /// Writes the end, after which nothing may be added.
    mutating func finish() throws(FileFailure) {
        inode = 0
        try entry("TRAILER!!!", mode: 0, links: 1, [], (0, 0))
        try flush()
    }

    private mutating func entry(
        _ name: String, mode: UInt32, links: UInt32, _ contents: [UInt8], _ device: (major: UInt32, minor: UInt32)
    ) throws(FileFailure) {
        let name = Array(name.utf8) + [0]
        buffer += Array("070701".utf8)
        let numbers = [
            inode, mode, 0, 0, links, 0, UInt32(contents.count), 0, 0, device.major, device.minor, UInt32(name.count), 0,
        ]
        for number in numbers { buffer += Self.digits(number) }
        buffer += name
        buffer += [UInt8](repeating: 0, count: -(110 + name.count) & 3)
        buffer += contents
        buffer += [UInt8](repeating: 0, count: -contents.count & 3)
        if buffer.count >= 1 << 20 { try flush() }
    }

    /// Eight hexadecimal digits.
    private static func digits(_ number: UInt32) -> [UInt8] {
        (0..<8).map { place in
            let digit = UInt8(number >> UInt32(28 - 4 * place) & 15)
            return digit < 10 ? 0x30 + digit : 0x57 + digit
        }
    }

    private mutating func flush() throws(FileFailure) {
        var written = 0
        while written < buffer.count {
            let count = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, $0.count - written) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw FileFailure(errno: errno) }
            written += count
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
