import Glibc
import Namespaces
import Synchronization

/// What a program of a lab prints: its last lines, and all of it in a file if there is a place for one.
final class ProcessLog: Sendable {
    /// How much is kept, in bytes. A file that is full begins anew, so that a talkative program does not fill /run.
    private static let most = (tail: 64 << 10, file: 4 << 20)

    private let tail = Mutex<[UInt8]>([])
    private let file: Descriptor?

    /// - Parameter path: of the file; `nil`: none
    init(path: String?) throws {
        file = try path.map { try Descriptor(open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644), from: "open", $0) }
    }

    func add(_ bytes: ArraySlice<UInt8>) {
        tail.withLock { tail in
            tail += bytes
            if tail.count > Self.most.tail * 2 { tail.removeFirst(tail.count - Self.most.tail) }
        }
        guard let file else { return }
        var status = stat()
        if fstat(file.number, &status) == 0, Int(status.st_size) + bytes.count > Self.most.file { ftruncate(file.number, 0) }
        _ = bytes.withUnsafeBytes { write(file.number, $0.baseAddress, $0.count) }
    }

    var text: String { String(decoding: tail.withLock { $0 }, as: UTF8.self) }

    /// The last lines, without what a terminal would not show, and with spaces for tabs, which would not line up once indented.
    func lines(_ count: Int) -> [String] {
        text.split(whereSeparator: \.isNewline).suffix(count).map { line in
            var shown = String.UnicodeScalarView()
            for scalar in line.unicodeScalars.prefix(200) {
                if scalar == "\t" {
                    repeat { shown.append(" ") } while shown.count % 8 != 0
                } else {
                    shown.append(scalar.value < 0x20 ? "?" : scalar)
                }
            }
            return String(shown)
        }
    }
}
