import Addresses
import Netlink

extension Resolver {
    /// Takes away what the kernel takes away when a link goes down: its routes, its neighbours, its IPv6 addresses, and the
    /// next hops at either end of a cable. After the checks, because a probe may well name an address that is gone.
    mutating func dropWhatALinkThatIsDownLoses() {
        var dead: [String: Set<String>] = [:]
        for node in state.nodes {
            for link in node.links where !link.isUp {
                if let end = link.peer { dead[end.node, default: []].insert(end.link) }
            }
        }
        state.updateAll { node in
            let down = Set(node.links.filter { !$0.isUp }.map(\.name)), dead = dead[node.name] ?? []
            guard !down.isEmpty || !dead.isEmpty else { return }
            var changes = LinksDown(down: down, dead: dead, node: node)
            for kind in ObjectKinds.all { changes.drop(kind) }
            node = changes.node
        }
    }
}

/// A node whose links were all up, and of which some are down now.
private struct LinksDown: NodeChanges {
    let down: Set<String>
    /// Those whose other ends are down.
    let dead: Set<String>
    var node: NodeState
    private var lost: Set<IPAddress> = []
    /// Of the kinds that were decided on, and of the one that is being.
    private var left: [ObjectIdentifier: any Sendable] = [:]

    init(down: Set<String>, dead: Set<String>, node: NodeState) {
        self.down = down
        self.dead = dead
        self.node = node
    }

    mutating func drop<Object: KernelObject>(_ kind: Object.Type) {
        guard !node.objects[kind].isEmpty else { return }
        let before = node.addresses
        let place = ObjectIdentifier(kind)
        // In the order in which they are made: one may depend on another of its kind before it.
        var kept = ObjectIndex<Object>()
        left[place] = kept
        node.objects[kind] = node.objects[kind].compactMap { declared in
            guard let remaining = declared.value.remaining(self) else { return nil }
            // Held once only, so that it is not copied.
            left[place] = nil
            kept.insert(remaining)
            left[place] = kept
            return Declared(remaining, at: declared.source, because: declared.reason)
        }
        if kind == AddressEntry.self {
            lost = Set(before.map(\.value.address.address)).subtracting(node.addresses.map(\.value.address.address))
        }
    }

    func stays(_ link: String) -> Bool { true }
    func stays(_ link: String, in node: String) -> Bool { true }
    func goesDown(_ link: String) -> Bool { down.contains(link) }
    func losesCarrier(_ link: String) -> Bool { down.contains(link) || dead.contains(link) }
    func changesMAC(_ link: String) -> Bool { false }
    func changesMaster(_ link: String) -> Bool { false }
    func losesPeer(_ link: String, _ address: IPAddress) -> Bool { false }
    func losesIPv4(_ link: String) -> Bool { false }
    func loses(_ address: IPAddress) -> Bool { lost.contains(address) }

    func kept<Object: KernelObject>(_ kind: Object.Type, _ identity: Object.Identity) -> [Object] {
        (left[ObjectIdentifier(kind)] as? ObjectIndex<Object>)?[identity] ?? []
    }

    /// They are all as they were.
    func wanted<Object: KernelObject>(_ kind: Object.Type, _ identity: Object.Identity) -> [Object] { [] }
}
