@testable import Tunnels

/// What the relay gives to the device in one call.
struct Delivery: Equatable {
    var offload: OffloadHeader
    var packet: [UInt8]
    /// Of how many packets it was made.
    var count: Int

    /// Puts packets together as the relay does.
    static func all(of packets: [[UInt8]]) -> [Delivery] {
        let coalescing = TCPCoalescing()
        var deliveries: [Delivery] = []
        let rooms = packets.map { packet in
            let room = UnsafeMutableRawBufferPointer.allocate(byteCount: packet.count, alignment: 1)
            room.copyBytes(from: packet)
            return room
        }
        defer { for room in rooms { room.deallocate() } }
        func deliver() {
            let count = coalescing.count
            guard count > 0 else { return }
            let bytes = (0..<coalescing.finish()).flatMap { vector in
                UnsafeRawBufferPointer(start: coalescing.vectors[vector].base, count: coalescing.vectors[vector].length).map { $0 }
            }
            let offload = bytes.withUnsafeBytes { OffloadHeader(from: $0.baseAddress!) }
            deliveries.append(Delivery(offload: offload, packet: Array(bytes[OffloadHeader.length...]), count: count))
        }
        for room in rooms { coalescing.take(room, deliver: deliver) }
        deliver()
        return deliveries
    }

    /// The packets that the relay makes of it when it comes from a device.
    func segments() -> [[UInt8]] {
        var bytes = packet
        return bytes.withUnsafeMutableBytes { bytes in
            guard let size = offload.segmentSize else {
                _ = offload.finishChecksum(of: bytes)
                return [Array(bytes)]
            }
            guard let segmentation = TCPSegmentation(bytes, segmentSize: size) else { return [] }
            return (0..<segmentation.count).map { index in
                var headers = [UInt8](repeating: 0, count: segmentation.headerLength)
                headers.withUnsafeMutableBytes { segmentation.writeHeaders(index, to: $0.baseAddress!) }
                return headers + Array(segmentation.payload(index))
            }
        }
    }
}
