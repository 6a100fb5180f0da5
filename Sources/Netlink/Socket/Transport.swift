/// What carries datagrams to the kernel and back: in the program a socket of libmnl's (``MnlTransport``), in tests a script.
///
/// It is asked once for each datagram and knows nothing of the messages in it.
protocol Transport: Sendable {
    /// For `poll`: readable when a datagram is there.
    var descriptor: Int32 { get }
    /// The socket's address, which answers carry. Not the process's number: a process has many sockets.
    var port: UInt32 { get }
    /// How many bytes one datagram may have.
    var datagramBytes: Int { get }
    /// How many messages one datagram may have, so that a refusal of each still fits the receive buffer.
    var datagramMessages: Int { get }

    /// Sends one datagram to the kernel. The corresponding C function is sendto(2).
    func send(_ bytes: UnsafeRawBufferPointer) throws(TransportFailure)

    /// Takes one datagram without waiting. The corresponding C function is recvfrom(2) with `MSG_TRUNC`.
    ///
    /// - Returns: its length in bytes, which is more than the buffer's if the rest is lost, and the sender's port: the kernel's is 0
    /// - Throws: `EAGAIN` if none is there; `ENOBUFS`, once, if some were lost
    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(TransportFailure) -> (length: Int, sender: UInt32)

    /// Waits until a datagram may be there. The corresponding C function is poll(2).
    ///
    /// - Returns: `false` if none has come in that time
    func wait(_ time: Duration) throws(TransportFailure) -> Bool
}

/// The error number of a call that failed, positive as in <errno.h>.
struct TransportFailure: Error {
    var errno: Int32
}
