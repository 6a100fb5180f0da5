import Glibc

/// A system call that failed: its name, the kernel's error number, and what it was for.
package struct SystemError: Error, Sendable, Hashable {
    /// Such as `unshare`.
    package var call: String
    package var errno: Int32
    /// What the call was to do; empty where the call's name says it.
    package var purpose: String

    package init(_ call: String, errno: Int32 = Glibc.errno, _ purpose: String = "") {
        self.call = call
        self.errno = errno
        self.purpose = purpose
    }
}

extension SystemError: CustomStringConvertible {
    /// `unshare: Operation not permitted (making a network namespace)`
    package var description: String {
        "\(call): \(String(cString: strerror(errno)))" + (purpose.isEmpty ? "" : " (\(purpose))")
    }
}
