/// What a packet should look like, layer by layer.
///
/// **The rule.** The pattern's layers are matched, in order, against the frame's. What follows the
/// last matched layer is free. Between the layer matched before (or the frame's start) and the
/// layer matched next, layers of the frame may be skipped only if they all stand in the same
/// envelope (see ``Dissection``) as the layer matched next.
///
/// So skipping never crosses a tunnel's edge unseen, and a pattern says which packet it means:
///
/// | pattern                    | matches                                | does not match                |
/// |----------------------------|----------------------------------------|-------------------------------|
/// | `IPv4 a > b / ICMP`        | Ethernet/IPv4/ICMP and a bare IPv4/ICMP | the packet within a tunnel's  |
/// | `IPv4 h > g / IPv4 a > b`  | that packet in IP-in-IP                | that packet alone             |
/// | `UDP > 4789`               | a VXLAN packet on the underlay         | one within another tunnel     |
/// | `VXLAN 100 / ARP`          | an ARP in the tunnel: the inner Ethernet is skipped | an ARP outside   |
/// | `UDP / ARP`                | nothing in VXLAN: the VXLAN header lies between, outside the ARP's envelope | |
///
/// IP-in-IP has no header of its own between the two IP headers to say that a tunnel begins. So there the
/// inner IP header itself must be named: `IPv4 h > g / ICMP` is an ICMP message between the hosts, and not
/// one that they carry for others.
package struct PacketPattern: Sendable, Hashable {
    package var layers: [LayerPattern]

    package init(_ layers: [LayerPattern]) {
        self.layers = layers
    }

    /// Whether the frame is such a packet. A pattern without layers matches every frame.
    package func matches(_ dissection: Dissection) -> Bool {
        PatternMatch(self, dissection).isComplete
    }

    /// Why the frame is not such a packet; `nil` if it is.
    package func nearestMiss(_ dissection: Dissection) -> Mismatch? {
        PatternMatch(self, dissection).mismatch
    }
}

extension PacketPattern: CustomStringConvertible {
    /// The layers with what was given of them:
    /// `IPv4 192.168.10.10 > 192.168.11.10 / ICMP echo request`.
    package var description: String {
        layers.isEmpty ? "any packet" : layers.map(\.description).joined(separator: " / ")
    }
}
