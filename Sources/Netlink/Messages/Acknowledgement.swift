import CNetlink

/// The kernel's verdict on one message: an `NLMSG_ERROR` with what the extended acknowledgement adds.
struct Acknowledgement {
    /// 0, or the positive error number.
    var errno: Int32
    var message: String?
    /// Where in the request the attribute stands that the kernel objects to.
    var offset: Int?
    /// The type of an attribute that is missing.
    var missing: Int?
    /// Where in the request the attribute stands in which ``missing`` is missing; `nil`: at the top.
    var missingNest: Int?

    init?(_ message: Messages.Message) {
        guard let error = message.payload.number(as: Int32.self) else { return nil }
        errno = error == .min ? 0 : -error
        guard message.has(NLM_F_ACK_TLVS) else { return }
        if message.type == Int(NLMSG_DONE) {
            read(Attributes(message.payload.dropping(4)))
        } else if let request = message.payload.dropping(4).fixed(as: nlmsghdr.self) {
            // With NETLINK_CAP_ACK only the header of the request comes back.
            let echoed = message.has(NLM_F_CAPPED) ? 16 : (Int(request.nlmsg_len) + 3) & ~3
            read(Attributes(message.payload.dropping(4 + echoed)))
        }
    }

    private mutating func read(_ attributes: Attributes) {
        for (type, payload) in attributes {
            switch UInt32(type) {
            case NLMSGERR_ATTR_MSG.rawValue: message = payload.text
            case NLMSGERR_ATTR_OFFS.rawValue: offset = payload.number(as: UInt32.self).map(Int.init)
            case Self.missType: missing = payload.number(as: UInt32.self).map(Int.init)
            case Self.missNest: missingNest = payload.number(as: UInt32.self).map(Int.init)
            default: break
            }
        }
    }

    // NLMSGERR_ATTR_MISS_TYPE and NLMSGERR_ATTR_MISS_NEST, Linux 5.19: younger than some headers.
    private static let missType: UInt32 = 5
    private static let missNest: UInt32 = 6

    /// The refusal of the request that `request` is the bytes of.
    func refusal(of request: UnsafeRawBufferPointer) -> NetlinkRefusal {
        let names = AttributeNames(request: request)
        return NetlinkRefusal(
            operation: names.operation, errno: errno, message: message,
            attribute: offset.flatMap(names.name(atOffset:)),
            missingAttribute: missing.map { names.name(ofType: $0, inNestAt: missingNest) })
    }
}
