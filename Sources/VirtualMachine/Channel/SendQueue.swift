internal import Glibc
internal import Namespaces

/// Bytes on their way to a descriptor that may not take them at once.
struct SendQueue {
    private var bytes: [UInt8] = []
    private var position = 0

    var isEmpty: Bool { position == bytes.count }
    var count: Int { bytes.count - position }

    mutating func add(_ more: some Collection<UInt8>) {
        if isEmpty { (bytes, position) = ([], 0) }
        bytes += more
    }

    /// Writes what the descriptor takes without waiting.
    ///
    /// - Returns: how many bytes
    @discardableResult
    mutating func flush(to descriptor: Int32) throws(SystemError) -> Int {
        var written = 0
        while !isEmpty {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress?.advanced(by: position), $0.count - position) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { break }
            guard count > 0 else { throw SystemError("write") }
            position += count
            written += count
        }
        if isEmpty { (bytes, position) = ([], 0) }
        return written
    }
}
