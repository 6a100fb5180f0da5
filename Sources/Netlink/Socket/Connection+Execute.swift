import CNetlink
import Glibc

extension Connection {
    /// Sends a batch in as few datagrams as can be, and collects the refusals.
    ///
    /// The kernel goes through a datagram in order, within `sendto`, and answers every message that it refuses
    /// whether it is asked to or not. So only the last message of each datagram asks for an acknowledgement: when
    /// that is there, the messages that went unanswered were carried out. A refusal that finds the receive buffer
    /// full is not lost in silence either: the next `recvfrom` says ENOBUFS.
    mutating func execute(_ batch: Batch) throws(NetlinkError) -> [NetlinkRefusal?] {
        var results = [NetlinkRefusal?](repeating: nil, count: batch.count)
        let starts = batch.writer.starts
        var bytes = batch.writer.bytes
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 8)
        defer { buffer.deallocate() }

        let (datagramMessages, datagramBytes) = (transport.datagramMessages, transport.datagramBytes)
        var first = 0
        while first < starts.count {
            var next = first + 1
            func end(_ message: Int) -> Int { message < starts.count ? starts[message] : bytes.count }
            while next < starts.count, next - first < datagramMessages, end(next + 1) - starts[first] <= datagramBytes {
                next += 1
            }
            let sequence = takeSequence(next - first)
            for message in first..<next {
                stamp(&bytes, at: starts[message], sequence &+ UInt32(message - first), acknowledge: message == next - 1)
            }
            let datagram = starts[first]..<end(next)
            try bytes.withUnsafeBufferPointer { all throws(NetlinkError) in
                try send(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: all[datagram])))
            }
            try collect(into: buffer, first: sequence, count: next - first) { index, acknowledgement in
                let request = batch.request(ofMessage: first + index)
                // A request of several messages is refused with the first refusal.
                guard acknowledgement.errno != 0, results[request] == nil else { return }
                let range = starts[first + index]..<end(first + index + 1)
                results[request] = bytes.withUnsafeBytes {
                    acknowledgement.refusal(of: UnsafeRawBufferPointer(rebasing: $0[range]))
                }
            }
            first = next
        }
        return results
    }

    private func stamp(_ bytes: inout [UInt8], at start: Int, _ sequence: UInt32, acknowledge: Bool) {
        bytes.withUnsafeMutableBytes { bytes in
            var header = bytes.loadUnaligned(fromByteOffset: start, as: nlmsghdr.self)
            header.nlmsg_seq = sequence
            if acknowledge { header.nlmsg_flags |= UInt16(NLM_F_ACK) }
            bytes.storeBytes(of: header, toByteOffset: start, as: nlmsghdr.self)
        }
    }

    /// Reads answers until that of the last of `count` messages is there.
    private mutating func collect(
        into buffer: UnsafeMutableRawBufferPointer, first: UInt32, count: Int,
        _ body: (Int, Acknowledgement) -> Void
    ) throws(NetlinkError) {
        var deadline: ContinuousClock.Instant?
        var isComplete = false
        while !isComplete {
            switch try receive(into: buffer, until: &deadline) {
            case .nothing: break
            case .overrun:
                lostNotifications = isSubscribed
                throw NetlinkError(operation: "recvfrom", errno: ENOBUFS, message: "the kernel's answers are lost")
            case .truncated:
                // An acknowledgement is never that long; a notification may be.
                lostNotifications = isSubscribed
            case .datagram(let bytes):
                for message in Messages(bytes) {
                    let index = Int(message.header.nlmsg_seq &- first)
                    guard message.type == Int(NLMSG_ERROR), message.header.nlmsg_pid == port, index < count,
                        let acknowledgement = Acknowledgement(message)
                    else {
                        keep(message)
                        continue
                    }
                    body(index, acknowledgement)
                    if index == count - 1 { isComplete = true }
                }
            }
        }
    }
}
