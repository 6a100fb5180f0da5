import Addresses

/// What is particular to a kind of link.
extension LinkInspection {
    public struct Bridge: Sendable, Hashable, Codable {
        /// How long a learnt address is kept, in seconds.
        public var ageing: Double?
        public var stp: Bool?
        public var multicastSnooping: Bool?
        /// Whether it keeps VLANs apart; absent where it does not.
        public var vlanFiltering: Bool?
    }

    public struct Vxlan: Sendable, Hashable, Codable {
        /// The VNI.
        public var id: UInt32
        public var port: UInt16?
        public var local: IPAddress?
        public var remote: IPAddress?
        public var group: IPAddress?
        /// The link that the outer packets use.
        public var device: String?
        public var learning: Bool?
        /// How long a learnt address is kept, in seconds.
        public var ageing: Int?
        /// The outer header's; absent where the kernel chooses.
        public var ttl: UInt8?
    }

    public struct IPIP: Sendable, Hashable, Codable {
        public var local: IPAddress?
        public var remote: IPAddress?
        /// The outer header's; absent where it is copied from the inner one.
        public var ttl: UInt8?
        /// The link that the outer packets use.
        public var device: String?
    }

    public struct Macvlan: Sendable, Hashable, Codable {
        /// The link below, in the same node; absent where that is elsewhere.
        public var device: String?
        /// `bridge`, `private`, `vepa` or `passthru`
        public var mode: String
    }

    public struct GRE: Sendable, Hashable, Codable {
        public var local: IPAddress?
        public var remote: IPAddress?
        public var key: UInt32?
        /// Whether packets have a checksum.
        public var checksum: Bool
        /// Whether packets are numbered.
        public var sequence: Bool
        /// The outer header's; absent where it is copied from the inner one.
        public var ttl: UInt8?
        public var tos: UInt8?
        /// The link that the outer packets use.
        public var device: String?
    }

    public struct Geneve: Sendable, Hashable, Codable {
        /// The VNI.
        public var id: UInt32
        public var port: UInt16?
        public var remote: IPAddress?
        /// The outer header's; absent where the kernel chooses.
        public var ttl: UInt8?
        public var tos: UInt8?
    }

    public struct VLAN: Sendable, Hashable, Codable {
        public var id: UInt16
        /// `802.1Q` or `802.1ad`
        public var tag: String
        /// The link below, in the same node; absent where that is elsewhere.
        public var device: String?
    }

    public struct VRF: Sendable, Hashable, Codable {
        /// The table of routes.
        public var table: UInt32
    }

    public struct IPVLAN: Sendable, Hashable, Codable {
        /// The link below, in the same node; absent where that is elsewhere.
        public var device: String?
        /// `l2`, `l3` or `l3s`
        public var mode: String
    }

    /// A VLAN of a port of a bridge, or of the bridge itself.
    public struct PortVLAN: Sendable, Hashable, Codable {
        public var id: UInt16
        /// Whether frames that arrive without a tag belong to it.
        public var pvid: Bool
        /// Whether frames of it leave without a tag.
        public var untagged: Bool
    }

    /// What happens to what the link sends (netem).
    public struct Impairment: Sendable, Hashable, Codable {
        /// In seconds.
        public var delay: Double
        /// In seconds.
        public var jitter: Double
        /// Shares from 0 to 1.
        public var loss: Double
        public var duplicate: Double
        public var reorder: Double
        /// In bits per second; absent where it is not limited.
        public var rate: UInt64?
        /// How many packets may wait.
        public var limit: UInt32
    }

    public struct WireGuard: Sendable, Hashable, Codable {
        public struct Peer: Sendable, Hashable, Codable {
            /// Base64.
            public var publicKey: String
            /// `address:port`, of IPv6 `[address]:port`; absent until the peer has spoken, where nobody gave it.
            public var endpoint: String?
            public var allowedIPs: [Prefix]
            /// In seconds.
            public var keepalive: UInt16?
        }

        /// The UDP port.
        public var listenPort: UInt16
        /// Base64; absent where the device has no private key.
        public var publicKey: String?
        public var peers: [Peer]
    }
}
