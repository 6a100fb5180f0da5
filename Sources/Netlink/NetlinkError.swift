import Glibc

/// A refusal by the kernel, or a failure to talk to it.
package struct NetlinkError: Error, Sendable, Hashable {
    /// The request or the system call: `RTM_NEWLINK`, `recvfrom`, …
    package var operation: String
    /// The positive error number of <errno.h>.
    package var errno: Int32
    /// The kernel's own words, from the extended acknowledgement.
    package var message: String?
    /// The attribute that the kernel objects to, as its header names it: `IFLA_MTU`.
    package var attribute: String?
    /// The attribute that the kernel misses.
    package var missingAttribute: String?

    package init(
        operation: String, errno: Int32, message: String? = nil, attribute: String? = nil,
        missingAttribute: String? = nil
    ) {
        self.operation = operation
        self.errno = errno
        self.message = message
        self.attribute = attribute
        self.missingAttribute = missingAttribute
    }
}

/// A refusal of one request among many.
package typealias NetlinkRefusal = NetlinkError

extension NetlinkError: CustomStringConvertible {
    /// One line: `RTM_NEWROUTE: Network is unreachable: Nexthop has invalid gateway`.
    package var description: String {
        var text = "\(operation): \(String(cString: strerror(errno)))"
        if let message { text += ": \(message)" }
        if let attribute { text += " (\(attribute))" }
        if let missingAttribute { text += " (without \(missingAttribute))" }
        return text
    }
}
