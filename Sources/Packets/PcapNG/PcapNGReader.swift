/// Reads pcapng files of either byte order (draft-ietf-opsawg-pcapng).
///
/// Sections, interface descriptions and enhanced packets are read; other blocks are passed over, as
/// the format asks. Times are brought to nanoseconds, whatever the link's resolution.
package struct PcapNGReader: Sendable {
    /// A frame with what the file says of it.
    package struct Packet: Sendable, Hashable {
        package var frame: Frame
        /// An index into ``interfaces``.
        package var interface: Int
        package var comment: String?
    }

    /// The links of all sections, in the file's order.
    package private(set) var interfaces: [PcapNGInterface] = []
    /// The packets whose link type is known (see ``LinkType``).
    package private(set) var packets: [Packet] = []
    /// How many packets were left out because their link type is not known.
    package private(set) var skippedPackets = 0
    /// The program that wrote the file's first section (option shb_userappl).
    package private(set) var application: String?

    private var resolutions: [PcapNGTimeResolution] = []
    /// Packets count the links of their own section.
    private var firstInterfaceOfSection = 0

    package init(_ file: [UInt8]) throws(PcapNGError) {
        var offset = 0
        var order: PcapNGBlock.ByteOrder?
        repeat {
            let block = try PcapNGBlock(file, at: offset, order: order)
            order = block.order
            try read(block)
            offset += block.length
        } while offset < file.count
    }

    private mutating func read(_ block: PcapNGBlock) throws(PcapNGError) {
        switch block.type {
        case PcapNGFormat.Block.sectionHeader:
            let version = try block.u16(4)
            guard version == 1 else { throw block.error(.unsupportedVersion(version)) }
            let options = try block.options(at: 16)
            if firstInterfaceOfSection == 0, application == nil {
                application = options.text(PcapNGFormat.Option.application)
            }
            firstInterfaceOfSection = interfaces.count
        case PcapNGFormat.Block.interfaceDescription:
            let linkType = try block.u16(0)
            let snapLength = try block.u32(4)
            let options = try block.options(at: 8)
            interfaces.append(
                PcapNGInterface(
                    name: options.text(PcapNGFormat.Option.interfaceName),
                    description: options.text(PcapNGFormat.Option.interfaceDescription),
                    linkTypeNumber: linkType, snapLength: snapLength))
            resolutions.append(
                PcapNGTimeResolution(code: options.first(PcapNGFormat.Option.timestampResolution)?.first))
        case PcapNGFormat.Block.enhancedPacket:
            try readPacket(block)
        default:
            break
        }
    }

    private mutating func readPacket(_ block: PcapNGBlock) throws(PcapNGError) {
        let number = try block.u32(0)
        let interface = firstInterfaceOfSection + Int(number)
        guard interfaces.indices.contains(interface) else { throw block.error(.unknownInterface(number)) }
        let time = UInt64(try block.u32(4)) << 32 | UInt64(try block.u32(8))
        let captured = try block.u32(12)
        let original = try block.u32(16)
        guard let bytes = block.bytes(Int(captured), at: 20) else { throw block.error(.badPacketLength(captured)) }
        let options = try block.options(at: 20 + (Int(captured) + 3) / 4 * 4)
        guard let linkType = interfaces[interface].linkType else {
            skippedPackets += 1
            return
        }
        packets.append(
            Packet(
                frame: Frame(
                    bytes: Array(bytes), originalLength: Int(original),
                    timestamp: resolutions[interface].nanoseconds(time), linkType: linkType),
                interface: interface, comment: options.text(PcapNGFormat.Option.comment)))
    }
}
