import Glibc

// From the device to the wire: the kernel's `ip_tunnel_xmit`.
extension RelayLoop {
    /// How many copies of packets are thrown away in one turn.
    private static let mostCopies = 512

    /// Takes a batch of packets from the device and sends them.
    ///
    /// - Returns: `false` when the device is gone.
    func encapsulate() -> Bool {
        var isGone = false
        var expected = 0, copies = 0
        batch.removeAll(keepingCapacity: true)
        // The bound keeps a flood from holding up the other direction, and from filling the receiver's buffer before it is read.
        while expected < MessageVector.capacity, copies < Self.mostCopies {
            let packet = device.read(into: taken[batch.count])
            if case .copy = packet {
                copies += 1
                continue
            }
            guard case .bytes(let length, let offload) = packet else {
                if case .gone = packet { isGone = true }
                break
            }
            batch.append((length, offload))
            expected += offload.segmentSize.map { length / max($0, 1) + 1 } ?? 1
        }
        // After reading and before looking up: a change of routes that was acknowledged before one of these
        // packets was sent has been notified before that packet was read.
        if routes.hasChanged() { nextHops.forget() }
        for (slot, packet) in batch.enumerated() {
            send(UnsafeMutableRawBufferPointer(rebasing: taken[slot][..<packet.length]), packet.offload)
        }
        flush()
        return !isGone
    }

    /// Makes messages of an inner packet: one, or one for each of its segments.
    private func send(_ packet: UnsafeMutableRawBufferPointer, _ offload: OffloadHeader) {
        guard let inner = IPv4Bytes(packet) else {
            statistics.sendErrors += 1
            return
        }
        let hop = nextHops.nextHop(for: inner.destination)
        // As the kernel: nobody is told that the outer packet has no way to go.
        guard case .outer = hop.way else {
            statistics.sendErrors += 1
            return
        }
        let segments = offload.segmentSize.flatMap { TCPSegmentation(packet, segmentSize: $0) }
        guard offload.segmentSize == nil ? offload.finishChecksum(of: packet) : segments != nil else {
            statistics.sendErrors += 1
            return
        }
        let dontFragment = settings.neverFragments || inner.dontFragment
        if dontFragment, hop.pathMTU > 0, segments?.longest ?? packet.count > hop.pathMTU - IPv4Bytes.headerLength {
            statistics.sendErrors += 1
            if inner.dontFragment {
                icmp.fragmentationNeeded(UnsafeRawBufferPointer(packet), mtu: hop.pathMTU - IPv4Bytes.headerLength)
            }
            return
        }
        // The packet itself is sent all the same: the peer may be back.
        if errors.isPending, errors.take(at: .now) { icmp.hostUnreachable(UnsafeRawBufferPointer(packet)) }

        let length = IPv4Bytes.headerLength
        func writeOuterHeader(to pointer: UnsafeMutableRawPointer) {
            IPv4Bytes.write(
                to: pointer, typeOfService: Congestion.outer(for: inner.typeOfService), identification: identification,
                dontFragment: dontFragment, ttl: settings.ttl ?? inner.ttl, protocol: OuterSocket.protocolNumber,
                source: settings.local ?? 0, destination: hop.outer)
            identification &+= 1
            // 0 would ask the kernel for one.
            if identification == 0 { identification = 1 }
        }
        guard let segments else {
            guard let header = packet.baseAddress.map({ $0 - length }) else { return }
            writeOuterHeader(to: header)
            add(UnsafeMutableRawBufferPointer(start: header, count: packet.count + length), to: hop.outer)
            return
        }
        for index in 0..<segments.count {
            let header = outbound.headerRoom(ready)
            writeOuterHeader(to: header)
            segments.writeHeaders(index, to: header + length)
            if index > 0 { laterSegments |= 1 << UInt64(ready) }
            add(
                UnsafeMutableRawBufferPointer(start: header, count: length + segments.headerLength), segments.payload(index),
                to: hop.outer)
        }
    }

    private func add(_ bytes: UnsafeMutableRawBufferPointer, _ payload: UnsafeMutableRawBufferPointer? = nil, to destination: UInt32) {
        outbound.set(ready, bytes, payload, to: destination)
        statistics.sentPackets += 1
        statistics.sentBytes += UInt64(outbound.length(ready) - IPv4Bytes.headerLength)
        ready += 1
        if ready == MessageVector.capacity { flush() }
    }

    private func flush() {
        guard ready > 0 else { return }
        outer.send(outbound, count: ready) { message, error in
            if !sendCut(message, error) { giveUp(message, error) }
        }
        (ready, laterSegments) = (0, 0)
    }

    /// Sends in fragments what is too long for the link, if it may be cut.
    private func sendCut(_ message: Int, _ error: Int32) -> Bool {
        guard error == EMSGSIZE, let fragmenting else { return false }
        var whole = outbound.gathered(message)
        return whole.withUnsafeMutableBytes { whole in
            guard let header = IPv4Bytes(whole), !header.dontFragment else { return false }
            return fragmenting.sendFragmented(
                UnsafeRawBufferPointer(rebasing: whole[IPv4Bytes.headerLength...]), to: outbound.destination(message),
                ttl: header.ttl, typeOfService: header.typeOfService)
        }
    }

    /// Drops a packet that the kernel did not send, and tells its sender if it was too long.
    private func giveUp(_ message: Int, _ error: Int32) {
        statistics.sentPackets -= 1
        statistics.sentBytes -= UInt64(outbound.length(message) - IPv4Bytes.headerLength)
        statistics.sendErrors += 1
        // Of the segments of one packet the first one's sender is told, not each.
        guard error == EMSGSIZE, let linkMTU = heedErrors(), laterSegments & 1 << UInt64(message) == 0 else { return }
        var packet = Array(outbound.gathered(message)[IPv4Bytes.headerLength...])
        packet.withUnsafeMutableBytes { packet in
            guard let inner = IPv4Bytes(packet), inner.dontFragment else { return }
            icmp.fragmentationNeeded(UnsafeRawBufferPointer(packet), mtu: linkMTU - IPv4Bytes.headerLength)
        }
    }
}
