import Addresses
import Warren

extension Way {
    /// What keeps a packet from getting to the next node, as far as the tables tell.
    public enum Fault: Sendable, Hashable, Codable {
        /// A vxlan device that a node has.
        public struct Vxlan: Sendable, Hashable, Codable {
            public var link: String
            public var vni: UInt32
            public var port: UInt16
            public var isUp: Bool

            package init(_ link: String, vni: UInt32, port: UInt16, isUp: Bool) {
                self.link = link
                self.vni = vni
                self.port = port
                self.isUp = isUp
            }
        }

        /// No node of the lab has the address that the packet goes to next.
        case noOwner(address: IPAddress)
        /// The node at the cable's other end is to answer ARP requests for the address, and a setting forbids it.
        case noProxy(link: LinkReference, address: IPAddress, setting: String)
        /// A vxlan device has no entry for the next hop's MAC address, and none for unknown ones.
        case noForwarding(link: LinkReference, address: IPAddress, mac: MACAddress?)
        /// The peer has no vxlan device of the network and port that is up; those that it has.
        case noTunnel(node: String, vni: UInt32, port: UInt16, devices: [Vxlan])
    }
}

extension Way.Fault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noOwner(let address): return "no node has \(address)"
        case .noProxy(let link, let address, let setting):
            return "\(link.node) does not answer ARP requests for \(address) on \(link.link): \(setting) is 0"
        case .noForwarding(let link, let address, let mac):
            let whose = mac.map { "\($0) (\(address))" } ?? "\(address), whose MAC address is not known"
            return "\(link) has no forwarding entry for \(whose), and none for unknown addresses"
        case .noTunnel(let node, let vni, let port, let devices):
            let known = devices.map { device in
                "\(device.link) has VNI \(device.vni) on port \(device.port)" + (device.isUp ? "" : " and is down")
            }
            return "\(node) does not listen for VNI \(vni) on UDP port \(port)"
                + (known.isEmpty ? ": it has no vxlan device" : ": its " + known.joined(separator: ", its "))
        }
    }
}
