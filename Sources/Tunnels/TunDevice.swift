import CLinux
import Glibc
import Namespaces
import Netlink

/// The tunnel's device, a TUN: what the namespace routes into the tunnel is read here, and what is written here
/// arrives out of it. It goes with ``remove()``, with its namespace, or when the last reference does.
final class TunDevice: Sendable {
    /// What one read finds.
    enum Packet {
        /// How many bytes there are, and what is left to be done with them.
        case bytes(Int, OffloadHeader)
        /// What went by the ``FastPath`` and is here only because it was seen and counted on the device.
        case copy
        case none
        /// The device was deleted by somebody else.
        case gone
    }

    /// How many packets may wait for the reader. The kernel's tunnel has no queue: its packets are on the wire when the
    /// sender goes on. With a TUN's usual 500 a TCP sender loses some thousands of packets in a second.
    private static let queueLength: Int32 = 5000

    let index: Int32
    private let descriptor: Descriptor
    private let namespace: NetworkNamespace

    /// Makes the device in the calling thread's namespace; it is down. `ip tuntap add dev NAME mode tun`
    ///
    /// - Parameters:
    ///   - mtu: in bytes
    ///   - namespace: that namespace
    ///   - socket: in it
    /// - Throws: `EBUSY` if the name or the index is taken; what opening /dev/net/tun says.
    init(name: String, index: Int32, mtu: Int, namespace: NetworkNamespace, socket: NetlinkSocket) throws {
        self.index = index
        self.namespace = namespace
        descriptor = try Descriptor(
            open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK), from: "open", "/dev/net/tun, for the tunnel \(name)")
        guard clinux_tun_attach(descriptor.number, name, index) == 0 else {
            throw SystemError("TUNSETIFF", "making the tunnel device \(name)")
        }
        try socket.execute { batch throws(NetlinkError) in
            try batch.changeLink(LinkChange(mtu: mtu), index: index, names: LinkTable())
        }
        // A shorter queue still serves.
        _ = clinux_set_queue_length(name, Self.queueLength)
        do throws(NetlinkError) {
            // The kernel's ipip device has no link-local IPv6 address either.
            try socket.execute { batch throws(NetlinkError) in
                try batch.changeLink(LinkChange(generatesIPv6Addresses: false), index: index, names: LinkTable())
            }
        } catch {
            // So says a kernel without IPv6, rightly.
            guard error.errno == EAFNOSUPPORT else { throw error }
        }
    }

    /// For `poll`.
    var number: Int32 { descriptor.number }

    /// Takes one packet, if there is one.
    ///
    /// - Parameter room: for the packet. In front of it there is room for an `OffloadHeader`.
    func read(into room: UnsafeMutableRawBufferPointer) -> Packet {
        guard let start = room.baseAddress.map({ $0 - OffloadHeader.length }) else { return .none }
        while true {
            let count = Glibc.read(descriptor.number, start, room.count + OffloadHeader.length)
            if count == OffloadHeader.length + 1 { return .copy }
            if count >= OffloadHeader.length { return .bytes(count - OffloadHeader.length, OffloadHeader(from: start)) }
            switch count < 0 ? errno : EINVAL {
            // A packet that the header cannot describe is taken off all the same.
            case EINTR, EINVAL: continue
            case EAGAIN: return .none
            default: return .gone
            }
        }
    }

    /// Lets a packet arrive, which is the vectors' bytes one after the other: an `OffloadHeader`, and what it speaks of.
    /// - Returns: `false` if the kernel did not take it: the device is down, or there is no memory.
    func write(_ vectors: UnsafePointer<clinux_vector>, count: Int) -> Bool {
        while true {
            if clinux_writev(descriptor.number, vectors, Int32(count)) >= 0 { return true }
            if errno != EINTR { return false }
        }
    }

    /// Lets a program say how much of each packet is there to be read.
    func filter(by program: BPFProgram) throws(SystemError) { try program.filter(descriptor.number) }

    /// Lets the device go with its namespace and no sooner. The kernel removes all of a namespace at once; a device alone would keep
    /// it, and whoever closes the descriptor, waiting for a grace period.
    func leaveToNamespace() {
        // Where it fails, the device goes when the descriptor is closed.
        _ = clinux_tun_leave(descriptor.number)
    }

    /// Deletes the device, and returns when it is gone. `ip link delete NAME`
    ///
    /// To close the descriptor would not be enough: a child that this process is just starting has a copy of it
    /// until it executes its program, and would keep the device for as long.
    func remove() {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: OffloadHeader.length + 1, alignment: 1)
        defer { room.deallocate() }
        let state = read(into: UnsafeMutableRawBufferPointer(rebasing: room[OffloadHeader.length...]))
        // Its index may be another link's by now.
        if case .gone = state { return }
        let index = index
        try? namespace.run { try LinkDeletion.run(index) }
    }
}
