import Glibc
import Namespaces

/// The socket by which a keeper is spoken to: `/run/warren/NAME/control`. One question for each connection.
struct ControlSocket {
    private let descriptor: Descriptor
    /// Readable when somebody wants to speak.
    var number: Int32 { descriptor.number }

    /// Listens at the path, for this user alone.
    init(listeningAt path: String) throws {
        descriptor = try UnixSocket.listening(at: path)
    }

    /// Whoever wants to speak; `nil` if nobody does any more.
    func accept() -> ControlConnection? {
        let number = Glibc.accept(descriptor.number, nil, nil)
        guard number >= 0 else { return nil }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        return ControlConnection(Descriptor(owning: number), patience: ControlConnection.keepersPatience)
    }
}
