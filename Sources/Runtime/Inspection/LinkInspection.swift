import Addresses
import Netlink

/// A link of a node.
public struct LinkInspection: Sendable, Hashable, Codable {
    public struct Address: Sendable, Hashable, Codable {
        /// With the length of its network; of a point-to-point address, the peer's.
        public var address: Prefix
        public var peer: IPAddress?
        public var broadcast: IPAddress?
        /// `global`, `link` or `host`
        public var scope: String?
    }

    /// What a link has received or sent since it was made.
    public struct Traffic: Sendable, Hashable, Codable {
        public var packets: UInt64
        public var bytes: UInt64
        public var dropped: UInt64
    }

    /// A token bucket (tbf) that limits what the link sends.
    public struct Limit: Sendable, Hashable, Codable {
        /// In bits per second.
        public var rate: UInt64
        /// In bytes.
        public var burst: UInt32
        /// How many bytes may wait.
        public var limit: UInt32
        /// How long a packet may wait at the most, in seconds: what the limit is beyond the burst, at the rate.
        public var latency: Double
    }

    /// Who puts a tunnel's packets on the wire.
    public enum Driver: String, Sendable, Hashable, Codable {
        case kernel
        /// Warren's keeper, behind a TUN device of the same name.
        case relay
    }

    public var index: Int32
    public var name: String
    /// The kernel's name of the kind: `veth`, `bridge`, `vxlan`, `ipip`, `tun`, …; `loopback` for lo.
    public var kind: String?
    /// Whether it is set up: the administrator's side.
    public var isUp: Bool
    /// Whether there is something to send to: the cable's side.
    public var hasCarrier: Bool
    /// RFC 2863's operational state, as `ip` has it: `up`, `down`, `unknown`, …
    public var operState: String
    public var mac: MACAddress?
    /// In bytes.
    public var mtu: Int
    public var addresses: [Address]
    /// A veth's other end, as `node:link`; absent if it is in no node of the lab.
    public var peer: String?
    /// The bridge that it is a port of.
    public var master: String?
    /// Of a bridge's port: `forwarding`, `blocking`, …
    public var portState: String?
    public var bridge: Bridge?
    public var vxlan: Vxlan?
    public var ipip: IPIP?
    public var macvlan: Macvlan?
    public var gre: GRE?
    public var geneve: Geneve?
    public var vlan: VLAN?
    public var vrf: VRF?
    public var ipvlan: IPVLAN?
    public var wireguard: WireGuard?
    public var limit: Limit?
    public var impairment: Impairment?
    /// Of a bridge that keeps VLANs apart, and of its ports.
    public var vlans: [PortVLAN]?
    /// Of a tunnel.
    public var driver: Driver?
    public var received: Traffic
    public var sent: Traffic

    init(_ link: LinkState, addresses: [AddressEntry], peer: String?, master: String?) {
        index = link.index
        name = link.name
        kind = link.kind ?? (link.type == Self.loopback ? "loopback" : nil)
        isUp = link.isUp
        hasCarrier = link.hasCarrier
        operState = Words.operational(link.operState)
        // A TUN device has none, and lo has one that says nothing.
        mac = link.mac.flatMap { $0 == .zero ? nil : $0 }
        mtu = link.mtu
        self.addresses = addresses.map {
            Address(address: $0.address, peer: $0.peer, broadcast: $0.broadcast, scope: $0.scope.map(Words.scope))
        }
        self.peer = peer
        self.master = master
        portState = link.bridgePortState.map(Words.portState)
        let counters = link.statistics
        received = Traffic(packets: counters.receivedPackets, bytes: counters.receivedBytes, dropped: counters.receivedDropped)
        sent = Traffic(packets: counters.sentPackets, bytes: counters.sentBytes, dropped: counters.sentDropped)
        read(link.data)
    }

    private mutating func read(_ data: LinkKind?) {
        switch data {
        case .bridge(let link):
            bridge = Bridge(ageing: link.ageing, stp: link.stp, multicastSnooping: link.multicastSnooping, vlanFiltering: link.vlanFiltering)
        case .vxlan(let link):
            vxlan = Vxlan(
                id: link.id, port: link.port, local: link.local, remote: link.remote, group: link.group,
                device: link.device, learning: link.learning, ageing: link.ageing, ttl: link.ttl)
            driver = .kernel
        case .ipip(let link):
            ipip = IPIP(local: link.local, remote: link.remote, ttl: link.ttl, device: link.device)
            driver = .kernel
        case .macvlan(let link):
            macvlan = Macvlan(device: link.lower.isEmpty ? nil : link.lower, mode: "\(link.mode)")
        case .gre(let link):
            gre = GRE(
                local: link.local, remote: link.remote, key: link.key, checksum: link.checksum, sequence: link.sequence,
                ttl: link.ttl, tos: link.tos, device: link.device)
            driver = .kernel
        case .geneve(let link):
            geneve = Geneve(id: link.id, port: link.port, remote: link.remote, ttl: link.ttl, tos: link.tos)
            driver = .kernel
        case .vlan(let link):
            vlan = VLAN(id: link.id, tag: link.tag == .dot1Q ? "802.1Q" : "802.1ad", device: link.lower.isEmpty ? nil : link.lower)
        case .vrf(let link): vrf = VRF(table: link.table)
        case .ipvlan(let link): ipvlan = IPVLAN(device: link.lower.isEmpty ? nil : link.lower, mode: "\(link.mode)")
        case .veth, .dummy, .wireguard, nil: break
        }
    }

    mutating func setImpairment(_ found: Netlink.Impairment?) {
        impairment = found.map {
            Impairment(
                delay: Double($0.delay) / 1e9, jitter: Double($0.jitter) / 1e9, loss: $0.loss, duplicate: $0.duplicate, reorder: $0.reorder,
                rate: $0.rate, limit: $0.limit)
        }
    }

    mutating func setWireGuard(_ device: WireGuardDevice?) {
        guard let device else { return }
        driver = .kernel
        wireguard = WireGuard(
            listenPort: device.listenPort, publicKey: device.publicKey.map { "\($0)" },
            peers: device.peers.map { peer in
                let address = peer.endpoint.map { $0.address.family == .ipv6 ? "[\($0.address)]:\($0.port)" : "\($0.address):\($0.port)" }
                return WireGuard.Peer(publicKey: "\(peer.publicKey)", endpoint: address, allowedIPs: peer.allowedIPs, keepalive: peer.keepalive)
            })
    }

    mutating func setVLANs(_ entries: [BridgeVLANEntry]) {
        if !entries.isEmpty { vlans = entries.map { PortVLAN(id: $0.id, pvid: $0.isPVID, untagged: $0.isUntagged) } }
    }

    mutating func setLimit(_ bucket: TokenBucket?) {
        limit = bucket.map { bucket in
            let waiting = Double(bucket.limit) - Double(bucket.burst)
            return Limit(
                rate: bucket.rate, burst: bucket.burst, limit: bucket.limit, latency: bucket.rate == 0 ? 0 : max(0, waiting * 8 / Double(bucket.rate)))
        }
    }

    /// The kernel knows a TUN device only; what the tunnel was asked to be, the lab's record says.
    mutating func setRelay(_ relay: LabRecord.Relay?) {
        driver = .relay
        ipip = IPIP(
            local: relay?.local.flatMap { IPAddress($0) }, remote: relay?.remote.flatMap { IPAddress($0) }, ttl: relay?.ttl)
    }

    /// `ARPHRD_LOOPBACK` of <linux/if_arp.h>.
    private static let loopback: UInt16 = 772
}
