import Addresses
import Packets
import Warren

extension Resolver {
    /// A pattern with addresses in place of names.
    mutating func resolve(_ pattern: Pattern, at source: SourceLocation) -> PacketPattern {
        // An ICMP message is of the family of the IP header that it stands in.
        var family = IPAddress.Family.ipv4
        var layers: [LayerPattern] = []
        for layer in pattern.layers {
            switch layer {
            case .ipv4, .vxlan, .geneve, .gre: family = .ipv4
            case .ipv6: family = .ipv6
            default: break
            }
            layers.append(resolve(layer, family, at: source))
        }
        return PacketPattern(layers)
    }

    private mutating func resolve(_ layer: PatternLayer, _ family: IPAddress.Family, at source: SourceLocation) -> LayerPattern {
        switch layer {
        case .ethernet(let ethernet):
            return .ethernet(EthernetPattern(source: macs(ethernet.from, at: source), destination: macs(ethernet.to, at: source)))
        case .arp(let arp):
            return .arp(
                ARPPattern(
                    operation: arp.operation.map { $0 == .request ? .request : .reply },
                    senderMAC: macs(arp.senderMAC, at: source), senderIP: networks(arp.sender, at: source),
                    targetIP: networks(arp.target, at: source)))
        case .ipv4(let header):
            check(header.ttl, in: 0...255, "the TTL", at: source)
            return .ipv4(
                IPv4Pattern(
                    source: networks(header.from, .ipv4, at: source), destination: networks(header.to, .ipv4, at: source),
                    ttl: header.ttl.map { UInt8(clamping: $0) },
                    protocolNumber: header.protocol.map { Packets.IPProtocol(rawValue: $0.rawValue) },
                    dontFragment: header.dontFragment))
        case .ipv6(let header):
            check(header.hopLimit, in: 0...255, "the hop limit", at: source)
            return .ipv6(
                IPv6Pattern(
                    source: networks(header.from, .ipv6, at: source), destination: networks(header.to, .ipv6, at: source),
                    hopLimit: header.hopLimit.map { UInt8(clamping: $0) },
                    nextHeader: header.protocol.map { Packets.IPProtocol(rawValue: $0.rawValue) }))
        case .icmp(let message):
            if case .error(.fragmentationNeeded(let mtu)) = message.kind { check(mtu, in: 68...65535, "the MTU", at: source) }
            return family == .ipv4 ? .icmp(Self.pattern(message.kind)) : .icmpv6(Self.patternV6(message.kind))
        case .ndp(let message):
            return .icmpv6(
                ICMPv6Pattern(
                    message.kind == .solicitation ? .neighborSolicitation : .neighborAdvertisement,
                    target: networks(message.target, .ipv6, at: source)))
        case .udp(let udp):
            return .udp(UDPPattern(sourcePort: port(udp.from, at: source), destinationPort: port(udp.to, at: source)))
        case .tcp(let tcp):
            let flags = Self.flags(tcp.flags)
            return .tcp(
                TCPPattern(
                    sourcePort: port(tcp.from, at: source), destinationPort: port(tcp.to, at: source),
                    flagsSet: flags.set, flagsClear: flags.clear))
        case .vxlan(let vxlan):
            check(vxlan.vni, in: 0...0xff_ffff, "the VNI", at: source)
            return .vxlan(VXLANPattern(vni: vxlan.vni.map { UInt32(clamping: $0) }))
        case .geneve(let geneve):
            check(geneve.vni, in: 0...0xff_ffff, "the VNI", at: source)
            return .geneve(GenevePattern(vni: geneve.vni.map { UInt32(clamping: $0) }))
        case .gre(let gre):
            check(gre.key, in: 0...Int(UInt32.max), "the key", at: source)
            return .gre(GREPattern(key: gre.key.map { UInt32(clamping: $0) }))
        case .vlan(let vlan):
            check(vlan.id, in: 0...4095, "the VLAN", at: source)
            return .vlan(VLANPattern(identifier: vlan.id.map { UInt16(clamping: $0) }))
        }
    }

    private mutating func macs(_ reference: Reference?, at source: SourceLocation) -> [MACAddress]? {
        mac(reference, at: source).map { [$0] }
    }

    private mutating func networks(_ reference: Reference?, _ family: IPAddress.Family? = nil, at source: SourceLocation) -> [Prefix]? {
        guard let reference, let all = prefixes(reference, at: source) else { return nil }
        let fitting = all.filter { family == nil || $0.family == family }
        if fitting.isEmpty {
            let wanted = family.map { $0 == .ipv6 ? "IPv6 " : "IPv4 " } ?? ""
            if case .literal(let text) = reference {
                report("\(text) is not an \(wanted)address, and can be in no \(wanted)header", at: source)
            } else {
                report("\(reference) has no \(wanted)address to look for", lackedBy: Self.node(reference), at: source)
            }
        }
        return fitting
    }

    private mutating func port(_ number: Int?, at source: SourceLocation) -> UInt16? {
        check(number, in: 0...65535, "the port", at: source)
        return number.map { UInt16(clamping: $0) }
    }

    private static func pattern(_ kind: ICMP.Kind?) -> ICMPPattern {
        switch kind {
        case nil: ICMPPattern()
        case .echoRequest: ICMPPattern(.echoRequest)
        case .echoReply: ICMPPattern(.echoReply)
        case .error(let failure):
            switch failure {
            case .netUnreachable: ICMPPattern(.destinationUnreachable(code: 0))
            case .hostUnreachable: ICMPPattern(.destinationUnreachable(code: 1))
            case .protocolUnreachable: ICMPPattern(.destinationUnreachable(code: 2))
            case .portUnreachable: ICMPPattern(.destinationUnreachable(code: 3))
            case .fragmentationNeeded(let mtu): ICMPPattern(.destinationUnreachable(code: 4), mtu: UInt16(clamping: mtu))
            case .prohibited: ICMPPattern(.destinationUnreachable(code: 13))
            case .timeExceeded: ICMPPattern(.timeExceeded)
            }
        }
    }

    private static func patternV6(_ kind: ICMP.Kind?) -> ICMPv6Pattern {
        switch kind {
        case nil: ICMPv6Pattern()
        case .echoRequest: ICMPv6Pattern(.echoRequest)
        case .echoReply: ICMPv6Pattern(.echoReply)
        case .error(let failure):
            switch failure {
            case .netUnreachable: ICMPv6Pattern(.destinationUnreachable(code: 0))
            case .prohibited: ICMPv6Pattern(.destinationUnreachable(code: 1))
            case .hostUnreachable: ICMPv6Pattern(.destinationUnreachable(code: 3))
            case .portUnreachable: ICMPv6Pattern(.destinationUnreachable(code: 4))
            case .fragmentationNeeded(let mtu): ICMPv6Pattern(.packetTooBig, mtu: UInt32(clamping: mtu))
            case .timeExceeded: ICMPv6Pattern(.timeExceeded)
            // An unknown next header is a parameter problem with code 1 (RFC 4443, section 3.4).
            case .protocolUnreachable: ICMPv6Pattern(.other(type: 4, code: 1))
            }
        }
    }

    private static func flags(_ wanted: Set<TCP.Flag>?) -> (set: TCPFlags, clear: TCPFlags) {
        guard let wanted else { return ([], []) }
        let bits: [TCP.Flag: TCPFlags] = [.syn: .syn, .ack: .ack, .fin: .fin, .rst: .rst, .psh: .psh]
        let set = TCPFlags(wanted.compactMap { bits[$0] })
        return (set, TCPFlags([.syn, .ack, .fin, .rst]).subtracting(set))
    }
}
