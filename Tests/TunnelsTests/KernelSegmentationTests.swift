import CLinux
import Glibc
import Netlink
import Packets
import Testing

@testable import Namespaces
@testable import Tunnels

extension TunnelTests {
    /// The kernel's own segmentation beside the relay's: what one TUN device is given, goes out of another that cuts nothing
    /// by itself. Needs root.
    @Suite struct KernelSegmentationTests {
        /// TUNSETOFFLOAD of <linux/if_tun.h>.
        private static let setOffload: UInt = 0x4004_54d0

        private let node: TunnelNode
        private let entrance: TunDevice
        private let exit: TunDevice

        init() throws {
            let node = try TunnelNode()
            (entrance, exit) = try node.namespace.run {
                let socket = try NetlinkSocket()
                return (
                    try TunDevice(name: "in0", index: 60, mtu: 1500, namespace: node.namespace, socket: socket),
                    try TunDevice(name: "out0", index: 61, mtu: 1500, namespace: node.namespace, socket: socket)
                )
            }
            self.node = node
            try #require(ioctl(exit.number, Self.setOffload, 0 as CInt) == 0)
            node.ip("addr add 10.1.0.1/24 dev in0", "addr add 10.2.0.1/24 dev out0", "link set in0 up", "link set out0 up")
            node.run("sysctl -qw net.ipv4.ip_forward=1")
        }

        /// What the kernel makes of a delivery that it forwards, which takes one hop.
        private func forwarded(_ delivery: Delivery, _ count: Int) throws -> [[UInt8]] {
            var header = [UInt8](repeating: 0, count: OffloadHeader.length)
            header.withUnsafeMutableBytes { delivery.offload.write(to: $0.baseAddress!) }
            var bytes = header + delivery.packet
            let isTaken = bytes.withUnsafeMutableBytes {
                var vector = clinux_vector(base: $0.baseAddress, length: $0.count)
                return entrance.write(&vector, count: 1)
            }
            #expect(isTaken)
            let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_546, alignment: 16)
            defer { room.deallocate() }
            let deadline = Deadline(in: .seconds(3))
            var packets: [[UInt8]] = []
            while packets.count < count, try Poll.wait(for: [exit.number], until: deadline) {
                let packet = UnsafeMutableRawBufferPointer(rebasing: room[OffloadHeader.length...])
                guard case .bytes(let length, let offload) = exit.read(into: packet) else { continue }
                #expect(offload == OffloadHeader())
                if packet[0] >> 4 == 4 { packets.append(Array(packet[..<length])) }
            }
            return packets
        }

        // Of one segment there is none but a short one: the kernel refuses to cut what needs no cutting.
        @Test(arguments: [1, 1401, 2799, 2800, 2801, 4201, 64_000])
        func `the relay cuts a packet as the kernel does`(length: Int) throws {
            var whole = TestSegment(
                identification: 0xfff0, sequence: 0xffff_ff00, flags: 0x19, payload: TestSegment.text(length))
            let offload = OffloadHeader(checksum: .init(start: 20, offset: 16), segmentSize: 1400, headerLength: 52)
            let kernel = try forwarded(
                Delivery(offload: offload, packet: unfinished(whole.bytes), count: 1), (length + 1399) / 1400)
            whole.ttl -= 1
            #expect(Delivery(offload: offload, packet: whole.bytes, count: 1).segments() == kernel)
        }

        @Test func `what the relay puts together, the kernel cuts into the same packets`() throws {
            for sizes in [[1000, 1000, 1000, 1], [1448, 1448], [Int](repeating: 1000, count: 60), [10, 10, 9]] {
                var run = TestSegment.run(sizes) { ($0.identification, $0.typeOfService, $0.dontFragment) = (0xffff, 0x0a, false) }
                run[run.count - 1].flags |= 0x08
                let deliveries = Delivery.all(of: run.map(\.bytes))
                try #require(deliveries.map(\.count) == [sizes.count])
                let expected = run.map { segment in
                    var next = segment
                    next.ttl -= 1
                    return next.bytes
                }
                #expect(try forwarded(deliveries[0], sizes.count) == expected)
            }
        }

        /// With the sum of the pseudo-header alone, as the kernel leaves it.
        private func unfinished(_ packet: [UInt8]) -> [UInt8] {
            var packet = packet
            let length = packet.count - 20
            let pseudo = ~InternetChecksum.of(packet[12..<20] + [0, 6, UInt8(length >> 8), UInt8(truncatingIfNeeded: length)])
            (packet[36], packet[37]) = (UInt8(pseudo >> 8), UInt8(truncatingIfNeeded: pseudo))
            return packet
        }
    }
}

private extension OffloadHeader {
    init(checksum: Checksum, segmentSize: Int, headerLength: Int) {
        self.init(checksum: checksum, segmentSize: segmentSize)
        self.headerLength = headerLength
    }
}
