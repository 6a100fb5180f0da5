import Glibc

// From the wire to the device: the kernel's `ipip_rcv` and `ip_tunnel_rcv`.
extension RelayLoop {
    /// Takes a batch of outer packets and lets what is in them arrive.
    func decapsulate() {
        let count = outer.receive(into: inbound)
        for message in 0..<count { accept(inbound.received(message)) }
    }

    private func accept(_ packet: UnsafeMutableRawBufferPointer) {
        // The kernel has checked the outer header, and put fragments together.
        guard let outer = IPv4Bytes(packet) else { return }
        // Another tunnel's, or nobody's.
        if let remote = settings.remote, outer.source != remote { return }
        let payload = UnsafeMutableRawBufferPointer(rebasing: packet[outer.headerLength...])
        guard let inner = IPv4Bytes(payload), inner.isWhole,
            let bits = Congestion.inner(inner.typeOfService, arrivingIn: outer.typeOfService)
        else {
            statistics.receiveErrors += 1
            return
        }
        if bits != inner.typeOfService & Congestion.mask { inner.set(congestion: bits) }
        if device.write(UnsafeRawBufferPointer(payload)) {
            statistics.receivedPackets += 1
            statistics.receivedBytes += UInt64(payload.count)
        } else {
            statistics.receiveErrors += 1
        }
    }
}
