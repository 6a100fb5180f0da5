import Addresses
import CNetlink

/// Writes rtnetlink messages one behind the other into one buffer.
///
/// Numbers are in host order, as rtnetlink has them; the few in network order say so. A message's
/// sequence number and its wish for an acknowledgement are the socket's business.
package struct MessageWriter: Sendable {
    /// Every message so far, each padded to 4 bytes.
    package private(set) var bytes: [UInt8] = []
    /// Where each message begins in ``bytes``.
    private(set) var starts: [Int] = []

    package init() {}

    /// Appends one message: its header, then what `body` writes.
    ///
    /// - Parameters:
    ///   - type: `RTM_…`
    ///   - flags: `NLM_F_…` besides `NLM_F_REQUEST`
    @inline(__always)
    package mutating func message<Failure: Error>(
        type: Int, flags: Int32 = 0, _ body: (inout MessageWriter) throws(Failure) -> Void
    ) throws(Failure) {
        let start = bytes.count
        starts.append(start)
        raw(
            nlmsghdr(
                nlmsg_len: 0, nlmsg_type: UInt16(type), nlmsg_flags: UInt16(NLM_F_REQUEST | flags),
                nlmsg_seq: 0, nlmsg_pid: 0))
        try body(&self)
        overwrite(UInt32(bytes.count - start), at: start)
    }

    /// Appends a message's fixed part: `ifinfomsg`, `rtmsg`, ….
    package mutating func fixed<Header: BitwiseCopyable>(_ header: Header) {
        raw(header)
        pad()
    }

    mutating func put(_ attribute: Int, number value: some FixedWidthInteger & BitwiseCopyable) { number(attribute, value) }
    package mutating func put(_ attribute: Int, u8 value: UInt8) { number(attribute, value) }
    package mutating func put(_ attribute: Int, u16 value: UInt16) { number(attribute, value) }
    package mutating func put(_ attribute: Int, u32 value: UInt32) { number(attribute, value) }
    package mutating func put(_ attribute: Int, u64 value: UInt64) { number(attribute, value) }
    package mutating func put(_ attribute: Int, i32 value: Int32) { number(attribute, value) }
    package mutating func put(_ attribute: Int, bool value: Bool) { number(attribute, UInt8(value ? 1 : 0)) }
    /// A port number, in network order.
    package mutating func put(_ attribute: Int, port value: UInt16) { number(attribute, value.bigEndian) }

    /// 4 or 16 bytes in network order.
    package mutating func put(_ attribute: Int, address: IPAddress) {
        switch address.family {
        case .ipv4: number(attribute, UInt32(truncatingIfNeeded: address.value).bigEndian)
        case .ipv6: number(attribute, address.value.bigEndian)
        }
    }

    /// `struct rtvia`: the address family, then the address.
    package mutating func put(_ attribute: Int, via: IPAddress) {
        head(attribute, payload: 2 + via.family.byteCount)
        raw(UInt16(via.family.number))
        switch via.family {
        case .ipv4: raw(UInt32(truncatingIfNeeded: via.value).bigEndian)
        case .ipv6: raw(via.value.bigEndian)
        }
        pad()
    }

    /// A structure as the kernel's headers have it.
    package mutating func put<Structure: BitwiseCopyable>(_ attribute: Int, structure: Structure) {
        head(attribute, payload: MemoryLayout<Structure>.size)
        raw(structure)
        pad()
    }

    /// A structure that begins with its own length and has attributes behind it, as `rtnexthop`.
    mutating func sized<Header: BitwiseCopyable>(_ header: (UInt16) -> Header, _ body: (inout MessageWriter) -> Void) {
        let start = bytes.count
        raw(header(0))
        body(&self)
        overwrite(UInt16(bytes.count - start), at: start)
    }

    /// 6 bytes.
    package mutating func put(_ attribute: Int, mac: MACAddress) {
        head(attribute, payload: 6)
        Swift.withUnsafeBytes(of: (mac.value << 16).bigEndian) { bytes.append(contentsOf: $0[..<6]) }
        pad()
    }

    /// The text's UTF-8 and a NUL. Must fit 65,530 bytes.
    package mutating func put(_ attribute: Int, string: String) {
        let utf8 = string.utf8
        head(attribute, payload: utf8.count + 1)
        bytes.append(contentsOf: utf8)
        bytes.append(0)
        pad()
    }

    /// Must fit 65,530 bytes.
    package mutating func put(_ attribute: Int, bytes payload: some Collection<UInt8>) {
        head(attribute, payload: payload.count)
        bytes.append(contentsOf: payload)
        pad()
    }

    /// An attribute that holds what `body` writes.
    @inline(__always)
    package mutating func nested<Failure: Error>(
        _ attribute: Int, _ body: (inout MessageWriter) throws(Failure) -> Void
    ) throws(Failure) {
        let start = bytes.count
        head(attribute, payload: 0)
        try body(&self)
        overwrite(UInt16(bytes.count - start), at: start)
    }

    /// Gives every message this type.
    mutating func setType(_ type: UInt16) { for start in starts { overwrite(type, at: start + 4) } }

    /// Forgets everything from the message with this number on.
    mutating func forget(from message: Int) {
        guard message < starts.count else { return }
        bytes.removeSubrange(starts[message]...)
        starts.removeSubrange(message...)
    }

    /// Appends another writer's messages.
    mutating func append(_ other: MessageWriter) {
        let base = bytes.count
        bytes += other.bytes
        starts += other.starts.lazy.map { base + $0 }
    }

    mutating func reserve(_ messages: Int) {
        // An ordinary request has 60 to 160 bytes.
        bytes.reserveCapacity(messages * 112)
        starts.reserveCapacity(messages)
    }

    @inline(__always)
    private mutating func number<Value: BitwiseCopyable>(_ attribute: Int, _ value: Value) {
        head(attribute, payload: MemoryLayout<Value>.size)
        raw(value)
        if MemoryLayout<Value>.size % 4 != 0 { pad() }
    }

    @inline(__always)
    private mutating func head(_ attribute: Int, payload: Int) {
        raw(nlattr(nla_len: UInt16(4 + payload), nla_type: UInt16(attribute)))
    }

    @inline(__always)
    private mutating func raw<Value: BitwiseCopyable>(_ value: Value) {
        Swift.withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    @inline(__always)
    private mutating func pad() {
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    private mutating func overwrite<Value: BitwiseCopyable>(_ value: Value, at offset: Int) {
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: value, toByteOffset: offset, as: Value.self) }
    }
}
