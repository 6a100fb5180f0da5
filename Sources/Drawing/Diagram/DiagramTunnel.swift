import Warren

extension Diagram {
    /// How a tunnel wraps what it carries.
    package struct Encapsulation: Sendable, Hashable {
        /// The kernel's name of the kind: vxlan, ipip, gre, geneve, wireguard.
        package let kind: String
        /// The network identifier of vxlan or geneve.
        package let vni: UInt32?
        /// The UDP port, the kernel's default included.
        package let port: UInt16?
        /// The multicast group that unknown destinations go to.
        package let group: String?
        /// GRE's.
        package let key: UInt32?

        /// `vxlan`, `VNI 100`, `udp 4789`, …: each fits a line of its own.
        package var words: [String] {
            var words = [kind]
            if let vni { words.append("VNI \(vni)") }
            if let port { words.append("udp \(port)") }
            if let group { words.append("group \(group)") }
            if let key { words.append("key \(key)") }
            return words
        }
    }

    /// Tunnel devices that belong together: of one kind, VNI, port and key, each reaching another.
    package struct Tunnel: Sendable, Hashable {
        package let encapsulation: Encapsulation
        /// The devices, at least two, as the lab names them.
        package let members: [LinkReference]
        package let pairs: [Pair]

        /// Whether every device has a way to every other.
        package var isMesh: Bool { pairs.count == members.count * (members.count - 1) / 2 }
        /// A line for each pair of a few devices says who speaks to whom; of many it is a tangle, and a shape of
        /// its own, on which all hang, says the same.
        var isDrawnAsHub: Bool { isMesh && members.count > 3 }
    }

    /// Two devices, of which at least one knows the other.
    package struct Pair: Sendable, Hashable {
        package let a: LinkReference
        package let b: LinkReference
        /// Whether both know each other. If not, only `a` knows `b`, and no answer comes back by this tunnel.
        package let isMutual: Bool
    }
}
