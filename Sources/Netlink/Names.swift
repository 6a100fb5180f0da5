import Glibc

/// What a name stands for in the namespace that a request is for. Asked while a request is encoded.
package protocol Names {
    /// The index of a link of that namespace.
    func index(of link: String) throws(NetlinkError) -> Int32
    /// An open descriptor of another node's network namespace.
    func descriptor(ofNamespace node: String) throws(NetlinkError) -> Int32
    /// The public key of a WireGuard device of any node.
    func publicKey(ofLink link: String, in node: String) throws(NetlinkError) -> WireGuardKey
}

extension Names {
    package func publicKey(ofLink link: String, in node: String) throws(NetlinkError) -> WireGuardKey {
        throw NetlinkError(operation: "public key", errno: ENODEV, message: "\(node):\(link) has no key")
    }
}
