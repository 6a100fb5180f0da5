import Addresses

/// Takes frames apart.
///
/// The work is linear in the frame's length, and no bytes make it fail: what cannot be read becomes
/// a ``Layer/truncated(_:_:)`` or ``Layer/payload(_:)`` layer.
public struct Dissector: Sendable {
    /// The UDP destination ports that carry VXLAN: IANA's 4789, and 8472 that Linux had before.
    public var vxlanPorts: Set<UInt16>
    /// The UDP destination ports that carry geneve: IANA's 6081.
    public var genevePorts: Set<UInt16>

    public init(vxlanPorts: Set<UInt16> = [4789, 8472], genevePorts: Set<UInt16> = [6081]) {
        self.vxlanPorts = vxlanPorts
        self.genevePorts = genevePorts
    }

    public func dissect(_ frame: Frame) -> Dissection {
        var walk = Walk(window: ByteWindow(frame.bytes), vxlanPorts: vxlanPorts, genevePorts: genevePorts)
        switch frame.linkType {
        case .ethernet: walk.next = .ethernet
        case .raw: walk.next = .ip
        case .linuxSLL: walk.next = .linuxCooked
        }
        while walk.next != .nothing { walk.step() }
        return Dissection(placed: walk.placed)
    }
}

/// A dissection under way: what is left of the frame, and what should stand there.
private struct Walk {
    enum Next: Equatable {
        case ethernet, linuxCooked, ip, vxlan, geneve
        case etherType(EtherType)
        case ipProtocol(IPProtocol)
        case payload, nothing
    }

    var window: ByteWindow
    let vxlanPorts: Set<UInt16>
    let genevePorts: Set<UInt16>
    var next = Next.nothing
    var placed: [Dissection.PlacedLayer] = []
    var envelope = 0
    /// The addresses of the IP header last seen: ICMPv6's checksum covers them.
    var source = IPAddress.unspecified(.ipv4)
    var destination = IPAddress.unspecified(.ipv4)
    /// Whether the window holds the whole of what the IP header last seen announced.
    var isWhole = false

    init(window: ByteWindow, vxlanPorts: Set<UInt16>, genevePorts: Set<UInt16>) {
        self.window = window
        self.vxlanPorts = vxlanPorts
        self.genevePorts = genevePorts
    }

    mutating func step() {
        let kind = expected
        do {
            try read(kind)
        } catch HeaderFault.short {
            // A frame that ends just where a header would begin has nothing more to show.
            append(.truncated(kind, window.slice), length: window.count)
            next = .nothing
        } catch {
            next = .payload
        }
    }

    /// The kind of layer that should stand at the window's start.
    private var expected: Layer.Kind {
        switch next {
        case .ethernet, .etherType(.ethernet): .ethernet
        case .linuxCooked: .linuxCooked
        case .vxlan: .vxlan
        case .geneve: .geneve
        case .ip: (try? window.u8(0)).map { $0 >> 4 } == 6 ? .ipv6 : .ipv4
        case .etherType(.ipv4), .ipProtocol(.ipip): .ipv4
        case .etherType(.ipv6), .ipProtocol(.ipv6): .ipv6
        case .etherType(.arp): .arp
        case .etherType(.vlan), .etherType(.serviceVLAN): .vlan
        case .ipProtocol(.icmp): source.family == .ipv4 ? .icmp : .payload
        case .ipProtocol(.icmpv6): source.family == .ipv6 ? .icmpv6 : .payload
        case .ipProtocol(.igmp): .igmp
        case .ipProtocol(.udp): .udp
        case .ipProtocol(.tcp): .tcp
        case .ipProtocol(.gre): .gre
        default: .payload
        }
    }

    private mutating func read(_ kind: Layer.Kind) throws(HeaderFault) {
        switch kind {
        case .ethernet:
            let header = try EthernetHeader(window)
            take(.ethernet(header), EthernetHeader.length, then: .etherType(header.etherType))
        case .linuxCooked:
            let header = try LinuxCookedHeader(window)
            take(.linuxCooked(header), LinuxCookedHeader.length, then: .etherType(header.etherType))
        case .vlan:
            let tag = try VLANTag(window)
            take(.vlan(tag), VLANTag.length, then: .etherType(tag.etherType))
        case .arp:
            take(.arp(try ARPMessage(window)), ARPMessage.length, then: .nothing)
        case .ipv4: try readIPv4()
        case .ipv6: try readIPv6()
        case .icmp:
            let message = try ICMPMessage(window, isWhole: isWhole)
            take(.icmp(message), ICMPMessage.length, then: message.isError ? .nothing : .payload)
        case .icmpv6:
            let message = try ICMPv6Message(window, isWhole: isWhole, from: source, to: destination)
            let isEcho = message.identifier != nil
            take(.icmpv6(message), isEcho ? ICMPv6Message.length : window.count, then: isEcho ? .payload : .nothing)
        case .igmp:
            take(.igmp(try IGMPMessage(window)), window.count, then: .nothing)
        case .udp:
            let header = try UDPHeader(window)
            window = window.prefix(max(header.length, UDPHeader.length))
            take(.udp(header), UDPHeader.length, then: carried(to: header.destinationPort))
        case .tcp:
            let header = try TCPHeader(window)
            take(.tcp(header), header.headerLength, then: .payload)
        case .vxlan:
            take(.vxlan(try VXLANHeader(window)), VXLANHeader.length, then: .ethernet)
            envelope += 1
        case .gre:
            let header = try GREHeader(window)
            take(.gre(header), header.headerLength, then: .etherType(header.etherType))
            envelope += 1
        case .geneve:
            let header = try GeneveHeader(window)
            take(.geneve(header), header.headerLength, then: .etherType(header.etherType))
            envelope += 1
        case .payload, .truncated:
            if !window.isEmpty { append(.payload(window.slice), length: window.count) }
            next = .nothing
        }
    }

    /// What a datagram to the port carries.
    private func carried(to port: UInt16) -> Next {
        vxlanPorts.contains(port) ? .vxlan : genevePorts.contains(port) ? .geneve : .payload
    }

    private mutating func readIPv4() throws(HeaderFault) {
        let header = try IPv4Header(window)
        enterTunnel()
        if header.totalLength > 0 {
            isWhole = window.count >= header.totalLength && !header.isFragment
            window = window.prefix(header.totalLength)
        } else {
            isWhole = !header.isFragment
        }
        (source, destination) = (header.source, header.destination)
        let first = header.fragmentOffset == 0
        take(.ipv4(header), header.headerLength, then: first ? .ipProtocol(header.protocolNumber) : .payload)
    }

    private mutating func readIPv6() throws(HeaderFault) {
        let header = try IPv6Header(window)
        enterTunnel()
        let length = IPv6Header.length + header.payloadLength
        isWhole = window.count >= length && header.fragment == nil
        window = window.prefix(length)
        (source, destination) = (header.source, header.destination)
        let first = header.fragment?.offset ?? 0 == 0 && !header.endsInExtension
        take(.ipv6(header), header.headerLength, then: first ? .ipProtocol(header.upperProtocol) : .payload)
    }

    /// IP within IP has no header between the two that the envelope could change after.
    private mutating func enterTunnel() {
        if case .ipProtocol = next { envelope += 1 }
    }

    private mutating func take(_ layer: Layer, _ length: Int, then following: Next) {
        append(layer, length: length)
        window = window.dropFirst(length)
        next = following
    }

    private mutating func append(_ layer: Layer, length: Int) {
        let start = window.range.lowerBound
        placed.append(.init(layer: layer, envelope: envelope, range: start..<start + min(length, window.count)))
    }
}
