import Glibc

// From the device to the wire: the kernel's `ip_tunnel_xmit`.
extension RelayLoop {
    /// Takes a batch of packets from the device and sends them.
    ///
    /// - Returns: `false` when the device is gone.
    func encapsulate() -> Bool {
        var count = 0
        var isGone = false
        // The bound keeps a flood of packets that are dropped here from holding up the other direction.
        for _ in 0..<MessageVector.capacity {
            let slot = outbound.slot(count)
            let packet = device.read(into: UnsafeMutableRawBufferPointer(slot))
            guard case .bytes(let length) = packet else {
                if case .gone = packet { isGone = true }
                break
            }
            // The message holds the inner packet until it is known where that goes.
            outbound.set(count, UnsafeMutableRawBufferPointer(rebasing: slot[..<length]), to: 0)
            count += 1
        }
        // After reading and before looking up: a change of routes that was acknowledged before one of these
        // packets was sent has been notified before that packet was read.
        if routes.hasChanged() { nextHops.forget() }
        var ready = 0
        for message in 0..<count where prepare(outbound.bytes(message), as: ready) { ready += 1 }
        if ready > 0 {
            outer.send(outbound, count: ready) { message, error in
                if !sendCut(message, error) { giveUp(message, error) }
            }
        }
        return !isGone
    }

    /// Makes a message of an inner packet, with the outer header in front of it.
    ///
    /// - Returns: `false` if the packet goes no further.
    private func prepare(_ packet: UnsafeMutableRawBufferPointer, as message: Int) -> Bool {
        guard let inner = IPv4Bytes(packet) else {
            statistics.sendErrors += 1
            return false
        }
        let hop = nextHops.nextHop(for: inner.destination)
        // As the kernel: nobody is told that the outer packet has no way to go.
        guard case .outer = hop.way else {
            statistics.sendErrors += 1
            return false
        }
        let dontFragment = settings.neverFragments || inner.dontFragment
        if dontFragment, hop.pathMTU > 0, packet.count > hop.pathMTU - IPv4Bytes.headerLength {
            statistics.sendErrors += 1
            if inner.dontFragment {
                icmp.fragmentationNeeded(UnsafeRawBufferPointer(packet), mtu: hop.pathMTU - IPv4Bytes.headerLength)
            }
            return false
        }
        // The packet itself is sent all the same: the peer may be back.
        if errors.isPending, errors.take(at: .now) { icmp.hostUnreachable(UnsafeRawBufferPointer(packet)) }

        guard let base = packet.baseAddress else { return false }
        let header = base - IPv4Bytes.headerLength
        IPv4Bytes.write(
            to: header, typeOfService: Congestion.outer(for: inner.typeOfService), identification: identification,
            dontFragment: dontFragment, ttl: settings.ttl ?? inner.ttl, protocol: OuterSocket.protocolNumber,
            source: settings.local ?? 0, destination: hop.outer)
        identification &+= 1
        // 0 would ask the kernel for one.
        if identification == 0 { identification = 1 }
        let whole = UnsafeMutableRawBufferPointer(start: header, count: packet.count + IPv4Bytes.headerLength)
        outbound.set(message, whole, to: hop.outer)
        statistics.sentPackets += 1
        statistics.sentBytes += UInt64(packet.count)
        return true
    }

    /// Sends in fragments what is too long for the link, if it may be cut.
    private func sendCut(_ message: Int, _ error: Int32) -> Bool {
        let whole = outbound.bytes(message)
        guard error == EMSGSIZE, let fragmenting, let header = IPv4Bytes(whole), !header.dontFragment else { return false }
        return fragmenting.sendFragmented(
            UnsafeRawBufferPointer(rebasing: whole[IPv4Bytes.headerLength...]), to: outbound.destination(message),
            ttl: header.ttl, typeOfService: header.typeOfService)
    }

    /// Drops a packet that the kernel did not send, and tells its sender if it was too long.
    private func giveUp(_ message: Int, _ error: Int32) {
        let packet = UnsafeMutableRawBufferPointer(rebasing: outbound.bytes(message)[IPv4Bytes.headerLength...])
        statistics.sentPackets -= 1
        statistics.sentBytes -= UInt64(packet.count)
        statistics.sendErrors += 1
        guard error == EMSGSIZE, let linkMTU = heedErrors(), let inner = IPv4Bytes(packet), inner.dontFragment else { return }
        icmp.fragmentationNeeded(UnsafeRawBufferPointer(packet), mtu: linkMTU - IPv4Bytes.headerLength)
    }
}
