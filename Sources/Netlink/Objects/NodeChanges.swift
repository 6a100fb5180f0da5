import Addresses

/// What becomes different about a node's links and objects, as far as other objects depend on it.
package protocol NodeChanges {
    /// Whether the link is the same link still.
    func stays(_ link: String) -> Bool
    /// The same of a link of another node.
    func stays(_ link: String, in node: String) -> Bool
    /// Whether the kernel takes the link down, if only for a moment.
    func goesDown(_ link: String) -> Bool
    /// Whether the link carries nothing any more, if only for a moment: it goes down, or the other end of its cable is down.
    func losesCarrier(_ link: String) -> Bool
    func changesMAC(_ link: String) -> Bool
    /// Whether the kernel forgets what the link had as a port.
    func changesMaster(_ link: String) -> Bool
    /// Whether a device that sends to one peer or group sends there no more.
    func losesPeer(_ link: String, _ address: IPAddress) -> Bool
    /// Whether the link's last IPv4 address goes.
    func losesIPv4(_ link: String) -> Bool
    /// Whether an address goes that the node has.
    func loses(_ address: IPAddress) -> Bool
    /// The objects of the identity that stay, of a kind that is made before.
    func kept<Object: KernelObject>(_ kind: Object.Type, _ identity: Object.Identity) -> [Object]
    /// The objects of the identity that are to be.
    func wanted<Object: KernelObject>(_ kind: Object.Type, _ identity: Object.Identity) -> [Object]
}
