import Foundation
import Packets
import Testing

/// What passed a link inside a tunnel of IP in IP, with all that two runs must have in common.
struct TunnelPackets {
    struct Packet: Equatable, CustomStringConvertible {
        var layers: [Layer]
        var description: String { "\(layers)" }
    }

    var packets: [Packet] = []

    init(_ path: String, link: String) throws {
        let reader = try PcapNGReader(Array(Data(contentsOf: URL(fileURLWithPath: path))))
        let interface = try #require(reader.interfaces.firstIndex { $0.name == link }, "\(path) has no \(link)")
        for packet in reader.packets where packet.interface == interface {
            let layers = Dissection(packet.frame).layers
            guard layers.count(where: { $0.kind == .ipv4 }) == 2 else { continue }
            packets.append(Packet(layers: layers.map(Self.comparable)))
        }
    }
}

extension TunnelPackets {
    /// The layer without what differs from run to run: identifiers, and the checksums that cover them. That these are right
    /// is left to compare.
    private static func comparable(_ layer: Layer) -> Layer {
        switch layer {
        case .ipv4(var header):
            (header.identification, header.checksum) = (0, 0)
            return .ipv4(header)
        case .icmp(var message):
            (message.identifier, message.checksum) = (0, 0)
            return .icmp(message)
        default: return layer
        }
    }
}
