internal import CLinux
internal import Glibc
internal import Namespaces
internal import Runtime

/// Where other processes of this user's reach a machine: a socket in the lab's directory.
package struct MachineListener: Sendable {
    let descriptor: Descriptor

    package init(at path: String) throws {
        descriptor = try UnixSocket.listening(at: path)
        _ = fcntl(descriptor.number, F_SETFL, O_NONBLOCK)
    }

    /// The next connection, if there is one.
    func accept() -> Descriptor? {
        let number = clinux_accept(descriptor.number, nil, nil)
        return number < 0 ? nil : Descriptor(owning: number)
    }
}
