import Addresses
import Netlink
import Planning

/// A link of a node.
package struct LinkInspection: Sendable {
    /// What a link has received or sent since it was made.
    struct Traffic: Sendable {
        var packets: UInt64
        var bytes: UInt64
        var dropped: UInt64

        var record: FieldRecord { ["packets": FieldValue(packets), "bytes": FieldValue(bytes), "dropped": FieldValue(dropped)] }
    }

    /// Who puts a tunnel's packets on the wire.
    package enum Driver: String, Sendable {
        case kernel
        /// Warren's keeper, behind a TUN device of the same name.
        case relay
    }

    let index: Int32
    package let name: String
    /// The kernel's name of the kind: `veth`, `bridge`, `vxlan`, `ipip`, `tun`, …; `loopback` for lo.
    package let kind: String?
    /// Whether it is set up: the administrator's side.
    package let isUp: Bool
    /// Whether there is something to send to: the cable's side.
    package let hasCarrier: Bool
    /// RFC 2863's operational state, as `ip` has it: `up`, `down`, `unknown`, …
    let operState: String
    package let mac: MACAddress?
    /// In bytes.
    package let mtu: Int
    /// A veth's other end, as `node:link`; absent if it is in no node of the lab.
    package let peer: String?
    /// The bridge that it is a port of, or the VRF that it is in.
    package let master: String?
    /// Of a bridge's port: `forwarding`, `blocking`, …
    package let portState: String?
    /// Of a tunnel.
    package private(set) var driver: Driver?
    let received: Traffic
    let sent: Traffic
    /// What is particular to the kind, and what is written down at the link, by name.
    private(set) var parts = FieldRecord()
    /// The kind's parameters as `ip link add` has them, and what is said of the objects at the link.
    package private(set) var phrases: [String] = []
    package private(set) var addresses: [String] = []

    init(_ link: LinkState, in reading: NodeReading, peer: String?, master: String?) {
        index = link.index
        name = link.name
        kind = link.kind ?? (link.type == Self.loopback ? "loopback" : nil)
        isUp = link.isUp
        hasCarrier = link.hasCarrier
        operState = Words.operational(link.operState)
        // A TUN device has none, and lo has one that says nothing.
        mac = link.mac.flatMap { $0 == .zero ? nil : $0 }
        mtu = link.mtu
        self.peer = peer
        self.master = master
        portState = link.bridgePortState.map(Words.portState)
        let counters = link.statistics
        received = Traffic(packets: counters.receivedPackets, bytes: counters.receivedBytes, dropped: counters.receivedDropped)
        sent = Traffic(packets: counters.sentPackets, bytes: counters.sentBytes, dropped: counters.sentDropped)
        if let data = link.data {
            tell(data)
            if data.isTunnel { driver = .kernel }
        }
        if let device = reading.wireGuards[link.name] {
            parts["wireguard"] = .record(device.record)
            phrases.append("port \(device.listenPort)")
        }
    }

    private mutating func tell(_ data: LinkKind) {
        let record = data.record
        if !record.members.isEmpty { parts[data.family] = .record(record) }
        if data.isLinkOfLower, let device = data.device { phrases += ["dev", device] }
        phrases += data.tellingWords
    }

    /// Tells the objects of a kind that are at the link.
    mutating func tell<Object: KernelObject>(_ objects: [Object]) {
        guard case .link(let isOne) = Object.placement else { return }
        if isOne {
            parts[Object.noun] = objects.first.map { .record($0.record) }
        } else if !objects.isEmpty || Object.self == AddressEntry.self {
            parts[Object.plural] = .list(objects.map { .record($0.record) })
        }
        if Object.self == AddressEntry.self { addresses = objects.map { $0.phrase } } else { phrases += objects.map { $0.phrase } }
    }

    /// The kernel knows a TUN device only; what the tunnel was asked to be, the lab's record says.
    mutating func setRelay(_ relay: LabRecord.Relay?) {
        driver = .relay
        let tunnel = IPIPLink(local: relay?.local.flatMap { IPAddress($0) }, remote: relay?.remote.flatMap { IPAddress($0) }, ttl: relay?.ttl)
        phrases.append("ipip")
        tell(.ipip(tunnel))
        parts["ipip"] = .record(LinkKind.ipip(tunnel).record)
        phrases.append("by Warren's relay")
    }

    var record: FieldRecord {
        var record = parts
        record["index"] = FieldValue(index)
        record["name"] = .text(name)
        record["kind"] = kind.map { .text($0) }
        record["isUp"] = .bool(isUp)
        record["hasCarrier"] = .bool(hasCarrier)
        record["operState"] = .text(operState)
        record["mac"] = mac.map { .text("\($0)") }
        record["mtu"] = FieldValue(mtu)
        record["peer"] = peer.map { .text($0) }
        record["master"] = master.map { .text($0) }
        record["portState"] = portState.map { .text($0) }
        record["driver"] = driver.map { .text($0.rawValue) }
        record["received"] = .record(received.record)
        record["sent"] = .record(sent.record)
        return record
    }

    /// `ARPHRD_LOOPBACK` of <linux/if_arp.h>.
    private static let loopback: UInt16 = 772
}
