import Glibc
import Namespaces
import Netlink
import Planning
import Tunnels
import Warren

/// A node of the running network: its namespace, and what the kernel calls its links.
struct NodeRuntime {
    let namespace: NetworkNamespace
    /// The index of each link by name. Chosen by Warren, so that requests can speak of a link that an earlier
    /// request of the same datagram makes.
    var indexes: [String: Int32] = ["lo": 1]
    /// Whether Warren has given it an IPv6 address.
    var speaksIPv6 = false
    /// What settings were before the lab set them.
    var formerSettings: [String: String] = [:]
    /// The tunnels that run without a driver of the kernel's.
    var relays: [String: IPIPRelay] = [:]
    /// The firewall that was last made.
    var firewall: MadeFirewall?
}

/// Resolves names while requests for one node are encoded.
struct NodeNames: Names {
    let node: String
    /// The network itself rather than a copy of its nodes: names are added while others are resolved.
    unowned let network: Network

    func index(of link: String) throws(NetlinkError) -> Int32 {
        guard let index = network.nodes[node]?.indexes[link] else {
            throw NetlinkError(operation: "link name", errno: ENODEV, message: "no link \"\(link)\" in \(node)")
        }
        return index
    }

    func descriptor(ofNamespace node: String) throws(NetlinkError) -> Int32 {
        guard let namespace = network.nodes[node]?.namespace else {
            throw NetlinkError(operation: "namespace name", errno: ENOENT, message: "no node \"\(node)\"")
        }
        return namespace.descriptor.number
    }

    func publicKey(ofLink link: String, in node: String) throws(NetlinkError) -> WireGuardKey {
        try network.publicKey(of: LinkReference(node: node, link: link))
    }
}

extension NetworkNamespace {
    /// Reads what the namespace holds.
    func reader() throws -> NamespaceReader {
        try NamespaceReader(socket) { family in try self.run { try GenericSocket(family) } }
    }

    /// Reads what the namespace holds, on a thread that has entered it.
    func readerFromWithin() throws -> NamespaceReader {
        try NamespaceReader(socketFromWithin) { family in try GenericSocket(family) }
    }
}
