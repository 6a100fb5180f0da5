import Addresses

extension TcpdumpPrinter {
    mutating func printEthernet(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        guard enter() else { return }
        protocolName = "ether"
        // Possible within a tunnel: the lengths there are what its headers claim.
        guard length >= window.count else {
            out("[length \(length) < caplen \(window.count)]")
            return invalid()
        }
        guard window.has(EthernetHeader.length) else { return truncated() }
        let header = try EthernetHeader(window)
        let addresses = "\(header.source) > \(header.destination), "
        if options.showsLinkHeader { out(addresses) }
        var type = header.etherType
        var rest = window.dropFirst(EthernetHeader.length)
        var restLength = length - EthernetHeader.length
        var printedLength = false

        while [0x8100, 0x88a8, 0x9100, 0x9200].contains(type.rawValue) {
            guard rest.has(VLANTag.length) else {
                protocolName = "vlan"
                return truncated()
            }
            let tag = try VLANTag(rest)
            if options.showsLinkHeader {
                out(Self.name(type) + (printedLength ? ", " : ", length \(length): "))
                out("\(Self.words(tag)), ")
                printedLength = true
            }
            type = tag.etherType
            rest = rest.dropFirst(VLANTag.length)
            restLength -= VLANTag.length
        }

        // A length field is shown in place of the frame's own length.
        let shownLength = type.isLength ? min(restLength, Int(type.rawValue)) : length
        let shownType = type.isLength ? "802.3" : Self.name(type)
        if options.showsLinkHeader { out(shownType + (printedLength ? ", " : ", length \(shownLength): ")) }
        if try printEtherType(type, rest, length: restLength) { return }
        if !options.showsLinkHeader { out("\(addresses)\(shownType), length \(shownLength): ") }
        dump(rest)
    }

    mutating func printLinuxCooked(_ window: ByteWindow, length: Int) throws(HeaderFault) {
        protocolName = "sll"
        guard window.has(LinuxCookedHeader.length) else { return truncated() }
        let header = try LinuxCookedHeader(window)
        if options.showsLinkHeader { out(Self.words(header, length: length)) }
        var type = header.etherType
        var rest = window.dropFirst(LinuxCookedHeader.length)
        var restLength = length - LinuxCookedHeader.length
        while type == .vlan {
            guard rest.has(VLANTag.length) else {
                protocolName = "vlan"
                return truncated()
            }
            let tag = try VLANTag(rest)
            if options.showsLinkHeader { out("\(Self.words(tag)), ") }
            type = tag.etherType
            out("ethertype \(Self.shortName(type)), ")
            rest = rest.dropFirst(VLANTag.length)
            restLength -= VLANTag.length
        }
        if try printEtherType(type, rest, length: restLength) { return }
        if !options.showsLinkHeader { out(Self.words(header, length: restLength + LinuxCookedHeader.length)) }
        dump(rest)
    }

    private static func words(_ header: LinuxCookedHeader, length: Int) -> String {
        let names = [" In", "  B", "  M", "  P", "Out"]
        let type = Int(header.packetType)
        let direction = names.indices.contains(type) ? names[type] : "  ?"
        let source = header.source.map { " \($0)" } ?? ""
        return "\(direction)\(source) \(name(header.etherType)), length \(length): "
    }

    /// `vlan 100, p 1`
    private static func words(_ tag: VLANTag) -> String {
        "vlan \(tag.identifier), p \(tag.priority)" + (tag.dropEligible ? ", DEI" : "")
    }

    /// Prints what an Ethernet type announces; `false`, with nothing printed, for an unknown one.
    mutating func printEtherType(
        _ type: EtherType, _ window: ByteWindow, length: Int
    ) throws(HeaderFault) -> Bool {
        switch type {
        case .ipv4: try printIPv4(window, length: length)
        case .ipv6: try printIPv6(window, length: length)
        case .arp: try printARP(window, length: length)
        case .ethernet: try printEthernet(window, length: length)
        default: return false
        }
        return true
    }

    /// `ethertype IPv4 (0x0800)`
    private static func name(_ type: EtherType) -> String {
        "ethertype \(shortName(type)) (\(Hexadecimal.text(type.rawValue, digits: 4)))"
    }

    private static func shortName(_ type: EtherType) -> String {
        switch type {
        case .ethernet: "TEB"
        case .serviceVLAN: "802.1Q-QinQ"
        case .ipv4, .ipv6, .arp, .vlan: type.description
        default: "Unknown"
        }
    }
}
