import Addresses
import CNetlink

/// The other end of a virtual cable: `ip link add … type veth peer name NAME netns NODE`.
///
/// Both ends come from one request, which is sent in one end's namespace. The other end is born where
/// it belongs, because moving a link afterwards costs the kernel an RCU grace period.
package struct VethLink: Sendable, Hashable {
    package var peerName: String
    /// The node in whose namespace the peer is made; `nil`: the same namespace.
    package var peerNamespace: String?
    package var peerMAC: MACAddress?
    /// In bytes.
    package var peerMTU: Int?

    package init(
        peerName: String, peerNamespace: String? = nil, peerMAC: MACAddress? = nil, peerMTU: Int? = nil
    ) {
        self.peerName = peerName
        self.peerNamespace = peerNamespace
        self.peerMAC = peerMAC
        self.peerMTU = peerMTU
    }
}

extension VethLink: LinkParameters {
    static let kinds = ["veth"]
    static let isRare = false
    var linkKind: LinkKind { .veth(self) }
    init(kind: String) { self.init(peerName: "") }

    /// Only its other end is particular to it, and that the kernel shows elsewhere.
    static let fields = FieldTable<VethLink>(alsoSent: Attribute(VETH_INFO_PEER, "VETH_INFO_PEER"))

    var arguments: [String] {
        var words = ["peer", "name", peerName]
        if let peerMAC { words += ["address", "\(peerMAC)"] }
        if let peerMTU { words += ["mtu", "\(peerMTU)"] }
        if let peerNamespace { words += ["netns", peerNamespace] }
        return words
    }

    func encode(into writer: inout MessageWriter, names: some Names) throws(NetlinkError) {
        try encode(into: &writer, peerIndex: nil, names: names)
    }

    /// `VETH_INFO_PEER`: a link request within the request, headed by its own `ifinfomsg` (<linux/veth.h>).
    func encode(into writer: inout MessageWriter, peerIndex: Int32?, names: some Names) throws(NetlinkError) {
        try writer.nested(Int(VETH_INFO_PEER)) { writer throws(NetlinkError) in
            writer.fixed(ifinfomsg(index: peerIndex ?? 0))
            try writer.put(linkName: peerName)
            if let peerMAC { writer.put(Int(IFLA_ADDRESS), mac: peerMAC) }
            if let peerMTU { writer.put(Int(IFLA_MTU), u32: UInt32(clamping: peerMTU)) }
            if let peerNamespace {
                writer.put(Int(IFLA_NET_NS_FD), i32: try names.descriptor(ofNamespace: peerNamespace))
            }
        }
    }
}
