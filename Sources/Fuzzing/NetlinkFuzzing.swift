import Netlink

/// Messages that no kernel sent.
enum NetlinkFuzzing {
    static func decode(_ bytes: UnsafeRawBufferPointer) {
        precondition(ReceivedMessages.decode(bytes) <= 16 * (bytes.count + 1), "more than there is")
    }
}
