/// A frame taken apart: its layers from the outside in.
///
/// Each layer has an *envelope*: how many packets it stands inside of. The outermost packet's layers
/// have 0, what VXLAN, geneve, GRE or IP-in-IP carries has 1, and so on. The tunnel's own header belongs to
/// the packet that carries it:
///
///     Ethernet  IPv4  UDP  VXLAN  Ethernet  IPv4  ICMP
///        0       0     0     0       1       1     1
///     Ethernet  IPv4  IPv4  ICMP
///        0       0     1     1
///
/// The packet that an ICMP error quotes is no layer: it travels nowhere, and belongs to the error.
public struct Dissection: Sendable, Hashable {
    /// A layer and where it stands.
    public struct PlacedLayer: Sendable, Hashable {
        public var layer: Layer
        /// How many packets the layer stands inside of: 0 for the outermost.
        public var envelope: Int
        /// The bytes of the layer's header in the frame.
        public var range: Range<Int>
    }

    public internal(set) var placed: [PlacedLayer] = []

    public var layers: [Layer] { placed.map(\.layer) }

    /// Takes the frame apart, with VXLAN and geneve on their usual ports.
    public init(_ frame: Frame) {
        self = Dissector().dissect(frame)
    }

    init(placed: [PlacedLayer]) {
        self.placed = placed
    }
}
