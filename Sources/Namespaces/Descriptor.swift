import Glibc

/// A file descriptor that is closed with the last reference to it.
package final class Descriptor: Sendable {
    package let number: Int32

    /// Takes the descriptor over.
    package init(owning number: Int32) { self.number = number }

    /// Takes over what a call returned; -1 becomes the call's error.
    package convenience init(_ number: Int32, from call: String, _ purpose: String = "") throws(SystemError) {
        guard number >= 0 else { throw SystemError(call, purpose) }
        self.init(owning: number)
    }

    deinit { close(number) }

    /// The file's number: of a namespace, what tells it from every other that is there.
    package func inode() throws(SystemError) -> UInt64 {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw SystemError("fstat") }
        return UInt64(status.st_ino)
    }
}
