import Glibc

// From the wire to the device: the kernel's `ipip_rcv` and `ip_tunnel_rcv`.
extension RelayLoop {
    /// Takes a batch of outer packets and lets what is in them arrive.
    func decapsulate() {
        let count = outer.receive(into: inbound)
        for message in 0..<count {
            guard let packet = opened(inbound.received(message)) else { continue }
            if let offload = OffloadHeader(leftOf: packet, mtu: mtu) {
                deliver()
                coalescing.takeUnfinished(packet, offload)
                deliver()
            } else {
                coalescing.take(packet, deliver: deliver)
            }
        }
        deliver()
    }

    /// The inner packet, as it comes out of the tunnel; `nil` if it goes no further.
    private func opened(_ packet: UnsafeMutableRawBufferPointer) -> UnsafeMutableRawBufferPointer? {
        // The kernel has checked the outer header, and put fragments together.
        guard let outer = IPv4Bytes(packet) else { return nil }
        // Another tunnel's, or nobody's.
        if let remote = settings.remote, outer.source != remote { return nil }
        let payload = UnsafeMutableRawBufferPointer(rebasing: packet[outer.headerLength...])
        guard let inner = IPv4Bytes(payload), inner.isWhole,
            let bits = Congestion.inner(inner.typeOfService, arrivingIn: outer.typeOfService)
        else {
            statistics.receiveErrors += 1
            return nil
        }
        if bits != inner.typeOfService & Congestion.mask { inner.set(congestion: bits) }
        return payload
    }

    /// Lets the packets arrive that have been put together so far.
    private func deliver() {
        let packets = UInt64(coalescing.count), bytes = UInt64(coalescing.packetBytes)
        guard packets > 0 else { return }
        let vectors = coalescing.finish()
        if device.write(coalescing.vectors, count: vectors) {
            statistics.receivedPackets += packets
            statistics.receivedBytes += bytes
        } else {
            statistics.receiveErrors += packets
        }
    }
}
