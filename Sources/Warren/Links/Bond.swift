/// Several links of a node as one: if a port fails, another takes over; or all share the work.
///
///     host1 { Bond("bond0", ports: ["eth0", "eth1"], mode: .activeBackup, primary: "eth0") }
///     host1 { Bond("bond0", ports: ["eth0", "eth1"], mode: .lacp, hash: .layer34, .fast) }
///
/// The bond is up, has one MAC address, which its ports take over, and is what addresses and routes speak of. A port's
/// carrier is looked at each 100 ms unless `monitoring` says otherwise, or `arp` asks its neighbours instead.
public struct Bond: NodeWord {
    /// How the ports share the work, named as ip(8) names it.
    public enum Mode: String, Sendable, Hashable, Codable {
        /// One after the other, packet by packet.
        case balanceRoundRobin
        /// One carries everything, the others wait for it to fail.
        case activeBackup
        /// By a hash of each packet's addresses.
        case balanceXOR
        /// Every packet leaves by all.
        case broadcast
        /// As agreed upon with the other side (IEEE 802.3ad, LACP), by a hash of each packet's addresses.
        case lacp
    }

    /// What of a packet is hashed, of the modes that do.
    public enum Hash: String, Sendable, Hashable, Codable {
        /// The MAC addresses.
        case layer2
        /// The MAC and IP addresses.
        case layer23
        /// The IP addresses and the ports.
        case layer34
    }

    /// Switches of a bond.
    public enum Trait: String, Sendable, Hashable, Codable {
        /// LACP's messages each second, instead of each 30.
        case fast
    }

    /// The neighbours that are asked for by ARP, to learn whether a port still leads anywhere.
    public struct Neighbours: Sendable, Hashable, Codable {
        /// IPv4 addresses, 16 at the most.
        public var targets: [Reference]
        /// From one question to the next, in milliseconds.
        public var interval: Double

        /// Asks for these, once in each interval.
        public static func every(_ interval: Duration, _ targets: any AddressConvertible...) -> Neighbours {
            Neighbours(targets: targets.map(\.addressReference), interval: interval.milliseconds)
        }
    }

    /// The link's name, of at most 15 bytes.
    public var name: String
    /// Links of the same node.
    public var ports: [String]
    /// How the ports share the work.
    public var mode: Mode
    /// The port that carries everything as long as it works, of the mode `activeBackup`; `nil`: whichever did last.
    public var primary: String?
    /// How often the ports' carriers are looked at, in milliseconds; `nil`: each 100, or never if there is ``arp``.
    public var monitoring: Double?
    /// How long a port must be up before it is used, in milliseconds; `nil`: no time.
    public var upDelay: Double?
    /// How long a port must be down before it is given up, in milliseconds; `nil`: no time.
    public var downDelay: Double?
    /// Whom to ask for by ARP, in place of looking at carriers.
    public var arp: Neighbours?
    /// What is hashed; `nil`: the MAC addresses.
    public var hash: Hash?
    /// In bytes; `nil`: 1500.
    public var mtu: Int?
    /// `nil`: an address of Warren's own making, the same in every run.
    public var mac: Reference?
    /// The switches that are set.
    public var traits: [Trait]
    /// The line of the lab file that asks for it.
    public var source: SourceLocation

    /// A bond, which is up.
    ///
    /// - Parameters:
    ///   - ports: links of the same node
    ///   - primary: the port that carries everything as long as it works, of the mode `activeBackup`
    ///   - monitoring: how often the ports' carriers are looked at; `nil`: each 100 ms, or never if there is `arp`
    ///   - upDelay: how long a port must be up before it is used
    ///   - downDelay: how long a port must be down before it is given up
    ///   - arp: whom to ask for by ARP, in place of looking at carriers: `.every(.milliseconds(200), router)`
    ///   - hash: what of a packet chooses its port, of the modes `balanceXOR` and `lacp`
    ///   - mtu: in bytes; `nil`: 1500
    ///   - mac: `nil`: an address of Warren's own making
    public init(
        _ name: String, ports: [String], mode: Mode = .activeBackup, primary: String? = nil, monitoring: Duration? = nil,
        upDelay: Duration? = nil, downDelay: Duration? = nil, arp: Neighbours? = nil, hash: Hash? = nil, mtu: Int? = nil,
        mac: (any MACConvertible)? = nil, _ traits: Trait..., file: String = #filePath, line: Int = #line
    ) {
        self.name = name
        self.ports = ports
        self.mode = mode
        self.primary = primary
        self.monitoring = monitoring?.milliseconds
        self.upDelay = upDelay?.milliseconds
        self.downDelay = downDelay?.milliseconds
        self.arp = arp
        self.hash = hash
        self.mtu = mtu
        self.mac = mac?.macReference
        self.traits = traits
        self.source = SourceLocation(file: file, line: line)
    }

    public static let keyword = "bond"
    public var references: [Reference] { (arp?.targets ?? []) + [mac].compactMap { $0 } }
}
