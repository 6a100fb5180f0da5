import CNetlink
import Glibc

extension Connection {
    /// Asks for everything of a kind, or for one thing, and returns the messages of the answer.
    ///
    /// When the kernel says that things changed under the dump (`NLM_F_DUMP_INTR`), or part of it is lost, the
    /// whole is asked for again, a few times.
    ///
    /// - Parameter request: one message, for a dump with `NLM_F_DUMP`
    /// - Throws: the kernel's refusal; `EINTR` if there was no quiet moment for it.
    mutating func ask(_ request: MessageWriter) throws(NetlinkError) -> [UInt8] {
        var size = 64 << 10
        var answer: [UInt8] = []
        for _ in 0..<16 {
            answer.removeAll(keepingCapacity: true)
            if try attempt(request, &size, &answer) { return answer }
        }
        throw NetlinkError(
            operation: AttributeNames.operation(type(of: request)), errno: EINTR,
            message: "the namespace changed during each of 16 dumps")
    }

    /// One try. Reads on to the end even when the try is spoilt: the kernel has one dump at a time for a socket. It makes the next
    /// datagram when one is taken, so that a spoilt dump of which nothing is there has ended in what is lost.
    /// - Returns: whether the answer is whole.
    private mutating func attempt(
        _ request: MessageWriter, _ size: inout Int, _ answer: inout [UInt8]
    ) throws(NetlinkError) -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)
        defer { buffer.deallocate() }
        let sequence = takeSequence(1)
        var bytes = request.bytes
        bytes.withUnsafeMutableBytes {
            $0.storeBytes(of: sequence, toByteOffset: 8, as: UInt32.self)
        }
        try bytes.withUnsafeBufferPointer { bytes throws(NetlinkError) in try send(UnsafeRawBufferPointer(bytes)) }

        var isWhole = true
        var deadline: ContinuousClock.Instant?
        while true {
            switch isWhole ? try receive(into: buffer, until: &deadline) : try look(into: buffer) {
            case .nothing: return false
            case .overrun:
                isWhole = false
                lostNotifications = isSubscribed
            case .truncated:
                isWhole = false
                lostNotifications = isSubscribed
                size = min(size * 2, 16 << 20)
            case .datagram(let datagram):
                for message in Messages(datagram) {
                    // A notification of what this socket asked for bears its port, but is not of a dump.
                    guard message.header.nlmsg_seq == sequence, message.header.nlmsg_pid == port else {
                        keep(message)
                        continue
                    }
                    if message.has(NLM_F_MULTI), message.has(Int32(NLM_F_DUMP_INTR)) { isWhole = false }
                    switch message.type {
                    case Int(NLMSG_DONE), Int(NLMSG_ERROR):
                        if let verdict = Acknowledgement(message), verdict.errno != 0 {
                            throw bytes.withUnsafeBytes { verdict.refusal(of: $0) }
                        }
                        return isWhole
                    case Int(NLMSG_NOOP): break
                    default:
                        message.append(to: &answer)
                        if !message.has(NLM_F_MULTI) { return isWhole }
                    }
                }
            }
        }
    }

    private func type(of request: MessageWriter) -> Int {
        request.bytes.withUnsafeBytes { Int($0.fixed(as: nlmsghdr.self)?.nlmsg_type ?? 0) }
    }
}
