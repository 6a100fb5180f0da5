import Addresses
import CNetlink

/// Several links as one: `ip link add … type bond mode MODE`. They become its ports by their master.
package struct BondLink: Sendable, Hashable {
    /// How the ports share the work: `BOND_MODE_…` of <linux/if_bonding.h>.
    package enum Mode: UInt8, Sendable, Hashable {
        case balanceRoundRobin, activeBackup, balanceXOR, broadcast
        /// IEEE 802.3ad: the ports are agreed upon with the other side.
        case lacp
        case balanceTransmit, balanceAdaptive
    }

    /// What of a packet chooses its port: `BOND_XMIT_POLICY_…`.
    package enum HashPolicy: UInt8, Sendable, Hashable {
        case layer2
        case layer34
        case layer23
    }

    package var mode: Mode
    /// How often the ports' carriers are looked at, in milliseconds; `nil`: never, and no port ever fails.
    package var monitoring: UInt32?
    /// How long a port must be up before it is used, in milliseconds, a multiple of ``monitoring``.
    package var upDelay: UInt32?
    /// How long a port must be down before it is given up, likewise.
    package var downDelay: UInt32?
    /// Which port is used as long as it works, of a bond that uses one. Set once it is a port.
    package var primary: String?
    /// How often the ports' neighbours are asked for by ARP instead, in milliseconds.
    package var arpInterval: UInt32?
    /// Who is asked for, IPv4, 16 at the most.
    package var arpTargets: [IPAddress]
    package var hashPolicy: HashPolicy?
    /// Of LACP: whether the other side shall speak each second, instead of each 30.
    package var isFast: Bool?

    package init(
        mode: Mode, monitoring: UInt32? = nil, upDelay: UInt32? = nil, downDelay: UInt32? = nil, primary: String? = nil,
        arpInterval: UInt32? = nil, arpTargets: [IPAddress] = [], hashPolicy: HashPolicy? = nil, isFast: Bool? = nil
    ) {
        self.mode = mode
        self.monitoring = monitoring
        self.upDelay = upDelay
        self.downDelay = downDelay
        self.primary = primary
        self.arpInterval = arpInterval
        self.arpTargets = arpTargets
        self.hashPolicy = hashPolicy
        self.isFast = isFast
    }
}

extension BondLink: LinkParameters {
    static let kinds = ["bond"]
    static let ports: LinkPorts? = .joinedDown
    var linkKind: LinkKind { .bond(self) }
    init(kind: String) { self.init(mode: .balanceRoundRobin) }

    static let fields = FieldTable<BondLink>(
        Field("mode", \.mode, .mode, Attribute(IFLA_BOND_MODE, "IFLA_BOND_MODE"), says: .word("mode")),
        Field("monitoring", \.monitoring, .number.noneIfZero, Attribute(IFLA_BOND_MIIMON, "IFLA_BOND_MIIMON"), says: .word("miimon"),
            match: .exactly, cleared: { _ in 0 }),
        Field("upDelay", \.upDelay, .number.noneIfZero, Attribute(IFLA_BOND_UPDELAY, "IFLA_BOND_UPDELAY"), says: .word("updelay"),
            match: .exactly, cleared: { _ in 0 }),
        Field("downDelay", \.downDelay, .number.noneIfZero, Attribute(IFLA_BOND_DOWNDELAY, "IFLA_BOND_DOWNDELAY"),
            says: .word("downdelay"), match: .exactly, cleared: { _ in 0 }),
        Field("arpInterval", \.arpInterval, .number.noneIfZero, Attribute(IFLA_BOND_ARP_INTERVAL, "IFLA_BOND_ARP_INTERVAL"),
            says: .word("arp_interval"), match: .exactly),
        Field("arpTargets", reading: \.arpTargets, record: { $0.isEmpty ? nil : .list($0.map { .text("\($0)") }) },
            says: { $0.isEmpty ? [] : ["arp_ip_target", $0.map { "\($0)" }.joined(separator: ",")] })
            .encoded { link, writer, _ in
                guard !link.arpTargets.isEmpty else { return }
                writer.nested(Int(IFLA_BOND_ARP_IP_TARGET)) { writer in
                    for (position, target) in link.arpTargets.enumerated() { writer.put(position, address: target) }
                }
            }
            .decoded(Attribute(IFLA_BOND_ARP_IP_TARGET, "IFLA_BOND_ARP_IP_TARGET")) { link, payload, _ in
                link.arpTargets = Attributes(payload).compactMap { IPAddress(bytes: $1) }
            },
        // What a frame's port is chosen by; the kernel's own choice is its addresses.
        Field("hashPolicy", \.hashPolicy, .hashPolicy, Attribute(IFLA_BOND_XMIT_HASH_POLICY, "IFLA_BOND_XMIT_HASH_POLICY"),
            says: .word("xmit_hash_policy"), usual: .layer2, cleared: { _ in .layer2 }),
        Field("isFast", \.isFast, .flag, Attribute(IFLA_BOND_AD_LACP_RATE, "IFLA_BOND_AD_LACP_RATE"),
            says: .custom { ["lacp_rate", $0 ? "fast" : "slow"] }, usual: false),
        // A port is no port yet when the bond is made.
        Field("primary", \.primary, .link, Attribute(IFLA_BOND_PRIMARY, "IFLA_BOND_PRIMARY"), says: .word("primary"), match: .exactly)
            .toldOncePortsJoined()
            .changed(
                isSame: { $0.primary == $1.primary },
                { link, writer, names throws(NetlinkError) in
                    writer.put(Int(IFLA_BOND_PRIMARY), i32: try link.primary.map(names.index(of:)) ?? 0)
                },
                says: { ["primary", $0.primary ?? ""] }))
}

extension BondLink.Mode {
    /// As ip(8) has it.
    fileprivate var word: String {
        switch self {
        case .balanceRoundRobin: "balance-rr"
        case .activeBackup: "active-backup"
        case .balanceXOR: "balance-xor"
        case .broadcast: "broadcast"
        case .lacp: "802.3ad"
        case .balanceTransmit: "balance-tlb"
        case .balanceAdaptive: "balance-alb"
        }
    }
}

extension BondLink.HashPolicy {
    fileprivate var word: String {
        switch self {
        case .layer2: "layer2"
        case .layer34: "layer3+4"
        case .layer23: "layer2+3"
        }
    }
}

extension Codec where Value: RawRepresentable, Value.RawValue == UInt8 {
    /// A value by its number, with words of its own.
    fileprivate static func choice(_ word: @escaping @Sendable (Value) -> String) -> Codec {
        var codec = Codec(
            put: { writer, attribute, value, _ in writer.put(attribute, number: value.rawValue) },
            get: { payload, _ in payload.number(as: UInt8.self).flatMap { Value(rawValue: $0) } }, text: word,
            record: { .text(word($0)) })
        codec.text = word
        return codec
    }
}

extension Codec<BondLink.Mode> { fileprivate static var mode: Codec { choice(\.word) } }
extension Codec<BondLink.HashPolicy> { fileprivate static var hashPolicy: Codec { choice(\.word) } }
