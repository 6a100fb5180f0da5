import Packets

/// Frames and files that no kernel captured.
enum PacketFuzzing {
    static func dissect(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        let linkType = LinkType.allCases[Int(first) % LinkType.allCases.count]
        let frame = Frame(bytes: Array(bytes.dropFirst()), linkType: linkType)
        check(frame)
        // As a capture that cut it.
        check(Frame(bytes: frame.bytes, originalLength: frame.bytes.count + 77, linkType: linkType))
    }

    private static func check(_ frame: Frame) {
        var end = 0
        for placed in Dissection(frame).placed {
            precondition(placed.range.lowerBound >= end && placed.range.upperBound <= frame.bytes.count, "a layer outside of the frame")
            end = placed.range.upperBound
        }
        for showsLinkHeader in [false, true] {
            var text = TcpdumpText(.init(showsLinkHeader: showsLinkHeader))
            let line = text.line(for: frame)
            precondition(line.utf8.allSatisfy { (0x20...0x7e).contains($0) || $0 == 0x0a || $0 == 0x09 }, "a byte that a terminal acts on")
        }
        let pattern = PacketPattern([.ipv4(IPv4Pattern()), .icmp(ICMPPattern())])
        _ = pattern.matches(Dissection(frame))
    }

    static func read(_ bytes: [UInt8]) {
        guard let file = try? PcapNGReader(bytes) else { return }
        for packet in file.packets {
            precondition(file.interfaces.indices.contains(packet.interface), "a packet of no interface")
            check(packet.frame)
        }
    }
}
